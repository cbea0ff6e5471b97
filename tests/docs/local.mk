check_SCRIPTS += tests/docs/check-docs.sh
