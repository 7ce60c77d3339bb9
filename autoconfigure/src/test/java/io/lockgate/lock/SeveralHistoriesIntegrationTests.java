package io.lockgate.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two applications on one database: who writes the same history waits for the other, and nobody else does. */
@Tag("liquibase")
class SeveralHistoriesIntegrationTests {

    private static final String OTHER_CHANGELOG = "spring.liquibase.change-log=classpath:db/changelog/other.sql";

    private static final String OTHER_NAME = "spring.application.name=stock";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelogs() {
        service.changelog("--changeset ana:held\n" + HeldChangeset.WAITS);
        service.file(
                "db/changelog/other.sql",
                "--liquibase formatted sql\n--changeset ben:other\ncreate table stock (id int);\n");
    }

    @Test
    void twoHistoriesAreIndependent() {
        try (var held = service.holdChangeset()) {
            var first = service.begin("spring.liquibase.database-change-log-table=history_a");
            held.awaitWaiting();

            service.start(OTHER_CHANGELOG, OTHER_NAME, "spring.liquibase.database-change-log-table=history_b");

            assertThat(first.isDone()).isFalse();
            assertThat(service.database().query("select id from history_b")).containsExactly("other");
            assertThat(service.output()).doesNotContain("Waiting for lock");
        }
    }

    /** The two names have the same {@link String#hashCode()}, of which others make their key. */
    @Test
    void twoSchemasAreIndependent() {
        assertThat("ofAa").hasSameHashCodeAs("ofBB");
        service.database().execute("create schema \"ofAa\"", "create schema \"ofBB\"");
        try (var held = service.holdChangeset()) {
            var first = service.begin("spring.liquibase.default-schema=ofAa");
            held.awaitWaiting();

            service.start(OTHER_CHANGELOG, OTHER_NAME, "spring.liquibase.default-schema=ofBB");

            assertThat(first.isDone()).isFalse();
            assertThat(service.database().query("select id from \"ofBB\".databasechangelog"))
                    .containsExactly("other");
            assertThat(service.output()).doesNotContain("Waiting for lock");
        }
    }

    @Test
    void oneHistoryIsWrittenByOneAtATime() {
        try (var held = service.holdChangeset()) {
            var first = service.begin();
            held.awaitWaiting();
            var second = service.begin(OTHER_CHANGELOG, OTHER_NAME);

            await().until(() -> service.output().toString().contains("Waiting for lock"));

            assertThat(service.database().tables()).doesNotContain("stock");
            assertThat(service.database().lockHolders()).hasSize(2); // of the test, and of the first
            held.letGo();
            first.awaitReady();
            second.awaitReady();
        }
        assertThat(service.database().history()).containsExactly("held", "other");
    }
}
