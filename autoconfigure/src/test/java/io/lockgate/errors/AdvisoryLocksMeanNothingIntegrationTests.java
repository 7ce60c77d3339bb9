package io.lockgate.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.StartupPhase;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Databases that speak the protocol of PostgreSQL may have its lock functions for show: here they take the place of the real
 * ones in the catalog. A lock that everybody gets is worse than none.
 */
@Tag("liquibase")
class AdvisoryLocksMeanNothingIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void theFunctionsDoNothing(StartupPhase phase) {
        replace("select true");

        refused(phase, "does not show it in pg_locks");
    }

    @ParameterizedTest
    @EnumSource(StartupPhase.class)
    void everybodyIsGrantedTheLock(StartupPhase phase) {
        replace("select pg_catalog.genuine_try_advisory_lock($1) is not null");

        refused(phase, "to two sessions at once");
    }

    private void replace(String tryLock) {
        service.database()
                .execute(
                        "create function pg_catalog.genuine_try_advisory_lock(bigint) returns boolean"
                                + " language internal strict as 'pg_try_advisory_lock_int8'",
                        "create or replace function pg_catalog.pg_try_advisory_lock(bigint) returns boolean"
                                + " language sql as '%s'".formatted(tryLock),
                        "create or replace function pg_catalog.pg_advisory_unlock(bigint) returns boolean"
                                + " language sql as 'select true'");
    }

    private void refused(StartupPhase phase, String reason) {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        var before = service.database().contents();

        var failure = service.failToStart("lockgate.startup.phase=" + phase, "spring.liquibase.default-schema=public");

        assertThat(failure.description()).contains(reason, "advisory locks mean nothing");
        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(service.database().contents()).isEqualTo(before);
    }
}
