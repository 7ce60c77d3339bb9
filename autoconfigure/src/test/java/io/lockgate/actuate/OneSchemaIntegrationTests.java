package io.lockgate.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.HeldChangeset;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** GET /actuator/schema/{schema}. */
class OneSchemaIntegrationTests {

    private static final int NOT_FOUND = 404;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n--changeset ben:2\n"
                + HeldChangeset.WAITS
                + "--changeset ana:3\ninsert into orders values (1);\n");
    }

    @Test
    void showsVersionAndHistoryWithTheLatestChangesetFirst() {
        var schema = service.listening().start().http().json("/actuator/schema/public");

        assertThat(schema)
                .extractingPath("$")
                .asMap()
                .containsOnlyKeys("schema", "version", "pending", "history")
                .containsEntry("schema", "public");
        assertThat(schema).extractingPath("$.version.id").isEqualTo("3");
        assertThat(schema).extractingPath("$.pending").asArray().isEmpty();
        assertThat(schema).extractingPath("$.history[*].changeSet.id").asArray().containsExactly("3", "2", "1");
        assertThat(schema).extractingPath("$.history[*].order").asArray().containsExactly(3, 2, 1);
        assertThat(schema)
                .extractingPath("$.history[1]")
                .asMap()
                .containsOnlyKeys("changeSet", "order", "type", "deployment", "deployedAt")
                .containsEntry("type", "EXECUTED");
        assertThat(schema)
                .extractingPath("$.history[1].changeSet")
                .asMap()
                .containsOnlyKeys("changeLog", "id", "author")
                .containsEntry("changeLog", TestService.CHANGELOG)
                .containsEntry("author", "ben");
    }

    @Test
    void showsWhatIsPendingWhileItIsMigrated() {
        Start start;
        try (var held = service.holdChangeset()) {
            start = service.listening().begin();
            held.awaitWaiting();

            var schema = start.http().json("/actuator/schema/public");

            assertThat(schema).extractingPath("$.version.id").isEqualTo("1");
            assertThat(schema).extractingPath("$.pending[*].id").asArray().containsExactly("2", "3");
            assertThat(schema).extractingPath("$.pending[0]").asMap().containsOnlyKeys("changeLog", "id", "author");
            assertThat(schema)
                    .extractingPath("$.history[*].changeSet.id")
                    .asArray()
                    .containsExactly("1");
        }
        start.awaitReady();
    }

    @Test
    void doesNotKnowOtherSchemas() {
        var http = service.listening().start().http();

        assertThat(http.status("/actuator/schema/elsewhere")).isEqualTo(NOT_FOUND);
    }
}
