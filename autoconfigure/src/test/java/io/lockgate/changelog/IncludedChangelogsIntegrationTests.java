package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Liquibase creates its history table while it parses a changelog that includes another: whoever only looks what is pending
 * must not let it, since the lock is not held yet.
 */
@Tag("liquibase")
class IncludedChangelogsIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.releases();
        service.release(1, "create table orders (id int);\n");
    }

    @Test
    void nothingIsWrittenBeforeTheLockIsHeld() {
        try (var pod = service.otherPod()) {
            var before = service.database().contents();

            service.failToStart("lockgate.lock.wait-timeout=300ms");

            assertThat(service.database().contents()).isEqualTo(before);
            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
        }
    }

    @Test
    void aHistoryOfAnOlderLiquibaseIsNotTouchedBeforeTheLockIsHeld() {
        service.startAndStop();
        service.database().execute("alter table databasechangelog drop column deployment_id");
        service.release(2, "create table customers (id int);\n");
        try (var pod = service.otherPod()) {
            service.failToStart("lockgate.lock.wait-timeout=300ms");

            assertThat(service.database().query("""
                            select attname from pg_attribute
                             where attrelid = 'databasechangelog'::regclass and attname = 'deployment_id'
                            """)).isEmpty();
            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
        }
    }
}
