package io.lockgate.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.test.json.JsonContent;

/** GET /actuator/schema after a run. */
class SchemaEndpointIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    private Start start;

    private JsonContent schema;

    @BeforeEach
    void migrate() {
        service.changelog("""
                --changeset ana:1
                create table orders (id int);
                --changeset ben:2
                alter table orders add placed_at date;
                """);
        start = service.listening().start();
        schema = start.http().json("/actuator/schema");
    }

    @Test
    void showsWhatItPromisesAndNothingElse() {
        assertThat(schema)
                .extractingPath("$")
                .asMap()
                .containsOnlyKeys("state", "version", "pending", "targets", "run", "lock", "checks", "findings");
        assertThat(schema).extractingPath("$.state").isEqualTo("OPEN");
        assertThat(schema).extractingPath("$.pending").isEqualTo(0);
    }

    @Test
    void showsTheVersion() {
        assertThat(schema)
                .extractingPath("$.version")
                .asMap()
                .containsOnlyKeys("id", "author", "changeLog", "executed", "deployedAt")
                .containsEntry("id", "2")
                .containsEntry("author", "ben")
                .containsEntry("changeLog", TestService.CHANGELOG)
                .containsEntry("executed", 2);
        assertThat(schema).extractingPath("$.version.deployedAt").asString().matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    }

    @Test
    void showsEveryTargetByItsBean() {
        assertThat(schema).extractingPath("$.targets").asMap().containsOnlyKeys("liquibase");
        assertThat(schema)
                .extractingPath("$.targets.liquibase")
                .asMap()
                .containsOnlyKeys("version", "pending", "lock")
                .containsEntry("pending", 0);
        assertThat(schema).extractingPath("$.targets.liquibase.version.id").isEqualTo("2");
    }

    @Test
    void showsTheRun() {
        assertThat(schema)
                .extractingPath("$.run")
                .asMap()
                .containsOnlyKeys("id", "trigger", "step", "done", "total", "startedAt", "steps")
                .containsEntry("id", start.bean(ReadinessGate.class).run().id())
                .containsEntry("trigger", "STARTUP")
                .containsEntry("step", "OPEN")
                .containsEntry("done", 2)
                .containsEntry("total", 2);
        assertThat(schema).extractingPath("$.run.startedAt").asString().matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(schema)
                .extractingPath("$.run.steps[*].step")
                .asArray()
                .containsExactly(
                        "WAIT_FOR_DATABASE", "RECOGNISE", "ACQUIRE_LOCK", "PLAN", "GUARD", "APPLY", "CHECK", "OPEN");
        assertThat(schema).extractingPath("$.run.steps[0]").asMap().containsOnlyKeys("step", "millis");
    }

    @Test
    void showsTheKeyOfTheLockAndNoHolderWhereNobodyHoldsIt() {
        long key = start.bean(ReadinessGate.class).plans().get(0).target().key().value();

        assertThat(schema)
                .extractingPath("$.lock")
                .asMap()
                .containsOnlyKeys("key")
                .containsEntry("key", key);
    }

    @Test
    void showsTheChecks() {
        assertThat(schema).extractingPath("$.checks[*].name").asArray().contains("connection");
        assertThat(schema).extractingPath("$.checks[*].status").asArray().containsOnly("UP");
        assertThat(schema).extractingPath("$.checks[0]").asMap().containsOnlyKeys("name", "status");
    }
}
