check_SCRIPTS += tests/docs/check-docs.sh
EXTRA_DIST += tests/docs/columns.py
EXTRA_DIST += DESIGN.md HACKING.md SECURITY.md docs/reliability.md tools/reliability tools/check tools/packages.sh
