"""What customers of the tests are called and say, and reports over them."""

# What must do no harm, each in a name and in a text.
HOSTILE = [
    "<img src=x onerror=\"window.hurt=1\">", "</script><script>window.hurt=1</script>", "\"><svg onload=window.hurt=1>",
    "javascript:window.hurt=1", "\u202eevil\u202c \u2066x\u2069 \u200b\u200d\u0000\u0007\u001b[31m",
    "{{constructor.constructor('window.hurt=1')()}}",
    "${window.hurt=1}", "شكرا جزيلا 123 שלום", "Z̸̛̘a̶l̷g̵o̸" * 20, "W" * 600, "👩‍👩‍👧‍👦 👍🏽 🇨🇳", "a\r\nb\u2028c\ttab",
    "<!--", "&lt;b&gt;&amp;",
]
SAID = [
    ("taoyimi", "张伟", "quality", "袖子破了一个洞，想换一件", "unsatisfied", "zh-CN", "Asia/Shanghai"),
    ("lamplight", "Emily Clark", "logistics", "Still no parcel. Please call me back after 6pm", "callback", "en",
     "Europe/London"),
    ("dom", "Анна Петрова", "refund", "Деньги так и не вернули, когда ждать?", "other", "ru", "Asia/Yekaterinburg"),
    ("lamplight", "James Ward", "wrong_item", "Thanks, the right lamp came today", "satisfied", "en",
     "America/New_York"),
    ("taoyimi", "李娜", "logistics", "三天了还没到，客服电话也打不通", "escalate", "zh-CN", "Asia/Urumqi"),
    ("harbour", "Sam Reed", "service", "Who do I talk to about the tone on the phone?", "other", "en", "Europe/London"),
    ("dom", "Игорь", "quality", "Это не мой заказ, вы ошиблись номером", "wrong_number", "ru", "Europe/Moscow"),
    ("taoyimi", "欧阳小明", "quality", "不用了谢谢", "ack", "zh-CN", "Asia/Shanghai"),
]


def report_tables(name, most):
    """As `followupctl report NAME --json`: columns (key, kind; of_row: the first n), rows, and the columns to draw."""
    days = "Mon Tue Wed Thu Fri Sat Sun".split()
    tables = {
        "response": (1, "week:words contacts:count median_s:seconds p90_s:seconds target_s:seconds kept:count missed:count within_target:percent", "median_s p90_s within_target",
                     [("2026-W%d" % w, 180 + w, 600 + 140 * i % 700, 2400 + 500 * i % 1900, 3600, 160 + w, 20,
                       88.5) for i, w in enumerate(range(42, 48))]),
        "misses": (1, "cause:words missed:count share:percent", "missed",
                   [("late_alert", 120, 45.2), ("quiet_hours", 8, 25.8), ("no_agent", 5, 16.1), ("provider", 3, 9.7),
                    ("rate", 1, 3.2)]),
        "satisfaction": (3, "category:words round:count agent_level:count asked:count satisfied:count unsatisfied:count no_answer:count share_satisfied:percent", "share_satisfied",
                         [("quality", 1, 3, 90, 60, 12, 18, 83.3), ("logistics", 1, 3, 80, 44, 20, 16, 68.8),
                          ("refund", 2, 4, 40, 22, 9, 9, 71.0)]),
        "causes": (2, "of:words value:words cases:count share:percent", "share",
                   [("product", "Jacket M-3", 31, 62.0), ("product", "Lamp blue", 12, 24.0),
                    ("carrier", "Northern Post", 40, 80.0), ("carrier", HOSTILE[0], 10, 20.0)]),
        "hours": (2, "weekday:words hour:count sent:count replies:count", "sent replies",
                  [(d, h, max(0, 9 - abs(h - 9)) * (2 if d[0] != "S" else 1),
                    max(0, 7 - abs(h - 19))) for d in days for h in range(8, 22)]),
        "optouts": (3, "text:words version:words language:words sent:count optouts:count share:percent", "share",
                    [("first_contact", "en-1", "en", 812, 9, 1.1), ("first_contact", "en-2", "en", 640, 2, .3),
                     ("satisfaction", "zh-CN-1", "zh-CN", 1290, 11, .9)]),
        "cost": (4, "month:words shop:words provider:words currency:words messages:count segments:count amount:money unknown:count", "amount", [("2026-%02d" % m, "taoyimi", "office", "CNY", 900 + 70 * m, 1500 + 90 * m, "%d.004375" % m, 1) for m in range(6, 12)]),
    }
    if name not in tables:
        return None
    keys, columns, bars, rows = tables[name]
    columns = [c.split(":") for c in columns.split()]
    return {"report": name, "title": name, "since_at": "2026-10-23T00:00:00Z", "until_at": "2026-11-23T00:00:00Z",
            "clock": "UTC", "shop": None, "zone": None,
            "columns": [{"key": k, "label": k, "kind": kind, "of_row": i < keys} for i,
                        (k, kind) in enumerate(columns)], "chart": {"kind": "heat" if name == "hours" else "bars",
                                "columns": bars.split()},
            "rows": [{**dict(zip((k for k, _ in columns), row)), "cases": list(range(1,
                    1 + min(most, row[1] if name == "misses" else 3)))} for row in rows],
            **({"permitted": [[8 <= h < 22 for h in range(24)] for _ in days]} if name == "hours" else {}),
            "lacking": 2 if name == "causes" else 0, "notes": ["Weeks are those of the shop's clock."]}
