# Which Debian packages followupd needs, and how to get them. Sourced by tools/check and tools/demo.

BUILD_PACKAGES="gcc g++ make autoconf automake pkg-config libc6-dev
	libsystemd-dev libcurl4-openssl-dev libmicrohttpd-dev libsqlite3-dev libconfig-dev libjansson-dev libcsv-dev
	libglib2.0-dev libphonenumber-dev libsodium-dev tzdata"
# libjs-*: what the inbox's page is made of, served as Debian packages it.
RUN_PACKAGES="sqlite3 curl ca-certificates libjs-bootstrap5 libjs-chart.js"
# python3-h2: a provider that speaks HTTP/2, and misbehaves in it (tests/e2e/misbehave). python3-prometheus-client: reads what the
# daemon gives as metrics (tests/e2e/metrics). libssl-dev: the peer of the measurements answers over TLS; wrk: webhooks by a hundred
# connections (bench/).
TEST_PACKAGES="$RUN_PACKAGES check clang kannel kannel-extras strace valgrind procps python3 python3-h2 python3-prometheus-client
	systemd-container mandoc openssl libssl-dev wrk"
# A real browser for the inbox (tests/web/browser), and letters for its pictures; what drives it comes from npm.
TEST_PACKAGES="$TEST_PACKAGES chromium fonts-dejavu-core fonts-noto-cjk"
# npm brings Prism, which holds what the drivers build against the vendors' OpenAPI descriptions (tests/e2e/prism). Debian's npm
# and the nodejs of others, which has one inside, exclude each other: it is asked for only where there is none.
command -v npm >/dev/null || TEST_PACKAGES="$TEST_PACKAGES nodejs npm"

# Installs what is missing of its arguments; says what it does.
install_packages() {
	missing=
	for package; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
			missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	echo "installing Debian packages:$missing"
	as_root=
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || { echo "need root or sudo to install packages" >&2; return 1; }
		as_root=sudo
	fi
	log=$(mktemp)
	# A machine whose lists are stale gets them anew; nothing may start a service by itself.
	if ! { $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
		$as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		rm -f "$log"
		return 1
	fi
	rm -f "$log"
}
