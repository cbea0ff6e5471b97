// Who is logged in, what they may, and what the shop's things are called.
let session = null;

export function set(value) {
	session = value;
}

export function get() {
	return session;
}

export function me() {
	return session?.me;
}

export function may(right) {
	return Boolean(session?.me.rights.includes(right));
}

export function shopName(id) {
	return session?.shops.find((shop) => shop.id === id)?.name || id || "";
}

export function shopZone(id) {
	return session?.shops.find((shop) => shop.id === id)?.zone || "UTC";
}

// "followupd" and "customer" are no accounts.
export function person(name) {
	const bare = String(name ?? "").replace(/^agent:/, "");

	if (session && bare === session.me.name) return session.me.full_name;
	return session?.colleagues.find((colleague) => colleague.name === bare)?.full_name || bare;
}
