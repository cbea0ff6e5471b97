check_LIBRARIES += tests/desk/libdesktest.a
tests_desk_libdesktest_a_SOURCES = tests/desk/fixture.c tests/desk/fixture.h \
	tests/desk/team.c tests/desk/team.h
tests_desk_libdesktest_a_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_libdesktest_a_CFLAGS = $(TEST_CFLAGS)
DESK_TEST_LINK = tests/desk/libdesktest.a $(TEST_LIBS) $(DESK_LIBS) $(CONF_LIBS) $(STORE_LIBS) $(CONF_NEEDS) \
	$(PHONE_LINK) $(UTIL_LIBS)

check_PROGRAMS += tests/desk/test-explain tests/desk/test-actions tests/desk/test-import tests/desk/test-week \
	tests/desk/test-forecast
check_PROGRAMS += tests/desk/test-sla

tests_desk_test_explain_SOURCES = tests/desk/test-explain.c
tests_desk_test_explain_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_explain_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_explain_LDADD = $(DESK_TEST_LINK)

tests_desk_test_actions_SOURCES = tests/desk/test-actions.c
tests_desk_test_actions_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_actions_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_actions_LDADD = $(DESK_TEST_LINK)

tests_desk_test_import_SOURCES = tests/desk/test-import.c
tests_desk_test_import_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_import_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_import_LDADD = $(DESK_TEST_LINK)

check_PROGRAMS += tests/desk/test-import-rows
tests_desk_test_import_rows_SOURCES = tests/desk/test-import-rows.c
tests_desk_test_import_rows_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_import_rows_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_import_rows_LDADD = $(DESK_TEST_LINK)

check_PROGRAMS += tests/desk/test-import-heaps
tests_desk_test_import_heaps_SOURCES = tests/desk/test-import-heaps.c
tests_desk_test_import_heaps_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_import_heaps_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_import_heaps_LDADD = $(DESK_TEST_LINK)

tests_desk_test_week_SOURCES = tests/desk/test-week.c
tests_desk_test_week_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_week_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_week_LDADD = $(DESK_TEST_LINK)

tests_desk_test_forecast_SOURCES = tests/desk/test-forecast.c
tests_desk_test_forecast_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_forecast_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_forecast_LDADD = $(DESK_TEST_LINK)

check_PROGRAMS += tests/desk/test-effect
tests_desk_test_effect_SOURCES = tests/desk/test-effect.c
tests_desk_test_effect_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_effect_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_effect_LDADD = $(DESK_TEST_LINK)

check_PROGRAMS += tests/desk/test-simulate
tests_desk_test_simulate_SOURCES = tests/desk/test-simulate.c
tests_desk_test_simulate_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_simulate_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_simulate_LDADD = $(DESK_TEST_LINK)
EXTRA_DIST += tests/desk/synthetic-store
tests_desk_test_sla_SOURCES = tests/desk/test-sla.c
tests_desk_test_sla_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_sla_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_sla_LDADD = $(DESK_TEST_LINK)
check_PROGRAMS += tests/desk/test-evidence
tests_desk_test_evidence_SOURCES = tests/desk/test-evidence.c
tests_desk_test_evidence_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_evidence_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS) $(SQLITE_CFLAGS)
tests_desk_test_evidence_LDADD = $(DESK_TEST_LINK) $(SQLITE_LIBS)

check_PROGRAMS += tests/desk/test-labels
tests_desk_test_labels_SOURCES = tests/desk/test-labels.c
tests_desk_test_labels_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_labels_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_labels_LDADD = $(DESK_TEST_LINK)

check_PROGRAMS += tests/desk/test-provider
tests_desk_test_provider_SOURCES = tests/desk/test-provider.c tests/net/peer.c tests/net/peer.h
tests_desk_test_provider_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_provider_CFLAGS = $(TEST_CFLAGS) $(SYSTEMD_CFLAGS)
tests_desk_test_provider_LDADD = tests/desk/libdesktest.a $(TEST_LIBS) $(DESK_LIBS) $(CONF_LIBS) $(STORE_LIBS) \
	$(PROVIDER_LIBS) src/net/libnet.a $(CURL_LIBS) $(SYSTEMD_LIBS) $(CONF_NEEDS) $(PHONE_LINK) $(UTIL_LIBS)
check_PROGRAMS += tests/desk/test-team
tests_desk_test_team_SOURCES = tests/desk/test-team.c
tests_desk_test_team_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_team_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_team_LDADD = $(DESK_TEST_LINK)
check_PROGRAMS += tests/desk/test-claims
tests_desk_test_claims_SOURCES = tests/desk/test-claims.c
tests_desk_test_claims_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_claims_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_claims_LDADD = $(DESK_TEST_LINK)
check_PROGRAMS += tests/desk/test-rights
tests_desk_test_rights_SOURCES = tests/desk/test-rights.c
tests_desk_test_rights_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_rights_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_rights_LDADD = $(DESK_TEST_LINK)
check_PROGRAMS += tests/desk/test-twice
tests_desk_test_twice_SOURCES = tests/desk/test-twice.c
tests_desk_test_twice_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_twice_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_twice_LDADD = $(DESK_TEST_LINK)
check_PROGRAMS += tests/desk/test-team-text
tests_desk_test_team_text_SOURCES = tests/desk/test-team-text.c
tests_desk_test_team_text_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_team_text_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_team_text_LDADD = $(DESK_TEST_LINK)
check_PROGRAMS += tests/desk/test-team-calls
tests_desk_test_team_calls_SOURCES = tests/desk/test-team-calls.c
tests_desk_test_team_calls_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_team_calls_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_team_calls_LDADD = $(DESK_TEST_LINK)
check_PROGRAMS += tests/desk/test-report
tests_desk_test_report_SOURCES = tests/desk/test-report.c
tests_desk_test_report_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_report_CFLAGS = $(TEST_CFLAGS) $(JANSSON_CFLAGS) $(SQLITE_CFLAGS)
tests_desk_test_report_LDADD = $(DESK_TEST_LINK) $(SQLITE_LIBS)
check_PROGRAMS += tests/desk/test-incident
tests_desk_test_incident_SOURCES = tests/desk/test-incident.c
tests_desk_test_incident_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_incident_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_incident_LDADD = $(DESK_TEST_LINK)

check_PROGRAMS += tests/desk/test-practice
tests_desk_test_practice_SOURCES = tests/desk/test-practice.c
tests_desk_test_practice_CPPFLAGS = $(TEST_CPPFLAGS)
tests_desk_test_practice_CFLAGS = $(TEST_CFLAGS)
tests_desk_test_practice_LDADD = $(DESK_TEST_LINK)
