package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
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

    /** Liquibase 4.31.0 recorded changesets under the wrong path, and newer versions correct that as soon as they see it. */
    @Test
    void aWrongPathInTheHistoryIsNotCorrectedBeforeTheLockIsHeld() {
        service.file("db/changelog/parent.yaml", """
                databaseChangeLog:
                  - logicalFilePath: parent
                  - include: {file: db/changelog/child.yaml}
                """);
        service.file("db/changelog/child.yaml", """
                databaseChangeLog:
                  - logicalFilePath: child
                  - changeSet: {id: 1, author: ana, changes: [{sql: {sql: "create table orders (id int)"}}]}
                """);
        var yaml = "spring.liquibase.change-log=classpath:db/changelog/parent.yaml";
        service.startAndStop(yaml);
        service.database().execute("update databasechangelog set filename = 'parent', liquibase = '4.31.0'");
        try (var pod = service.otherPod()) {
            service.failToStart(yaml, "lockgate.lock.wait-timeout=300ms");

            assertThat(paths()).containsExactly("parent");
            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
        }

        service.startAndStop(yaml);

        assertThat(paths()).containsExactly("child");
    }

    private List<String> paths() {
        return service.database().query("select filename from databasechangelog");
    }
}
