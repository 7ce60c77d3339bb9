package io.lockgate.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lockgate.LockgateException;
import io.lockgate.startup.Lockgate;
import io.lockgate.testing.Http;
import io.lockgate.testing.Start;
import io.lockgate.testing.TestService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether the schema has a say in health and in readiness, when a run of an open service has failed. */
class SchemaInHealthIntegrationTests {

    private static final String HEALTH = "/actuator/health";

    private static final String READINESS = "/actuator/health/readiness";

    private static final int OK = 200;
    private static final int SERVICE_UNAVAILABLE = 503;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.listening().releases();
        service.release(1, "create table orders (id int);\n");
    }

    @Test
    void bothDependOnTheSchemaByDefault() {
        Http http = failLater(service.start());

        assertThat(http.json(HEALTH))
                .extractingPath("$.components.schema.status")
                .isEqualTo("DOWN");
        assertThat(http.status(READINESS)).isEqualTo(SERVICE_UNAVAILABLE);
    }

    @Test
    void readinessIgnoresTheSchemaThatHealthStillShows() {
        Http http = failLater(service.start("lockgate.readiness.enabled=false"));

        assertThat(http.json(HEALTH))
                .extractingPath("$.components.schema.status")
                .isEqualTo("DOWN");
        assertThat(http.status(HEALTH)).isEqualTo(SERVICE_UNAVAILABLE);
        assertThat(http.status(READINESS)).isEqualTo(OK);
    }

    @Test
    void neitherShowsTheSchemaWithoutItsComponent() {
        Http http = failLater(service.start("management.health.schema.enabled=false"));

        assertThat(http.json(HEALTH)).hasPath("$.components.db").doesNotHavePath("$.components.schema");
        assertThat(http.status(HEALTH)).isEqualTo(OK);
        assertThat(http.status(READINESS)).isEqualTo(OK);
    }

    @Test
    void aGroupOfTheUserShowsTheSchemaToo() {
        Http http = failLater(service.start("management.endpoint.health.group.readiness.include=readinessState,ping"));

        assertThat(http.json(READINESS))
                .extractingPath("$.components")
                .asMap()
                .containsOnlyKeys("readinessState", "ping", "schema");
        assertThat(http.json(READINESS))
                .extractingPath("$.components.schema.details")
                .asMap()
                .containsOnlyKeys("state", "step", "failure", "action")
                .containsEntry("state", "FAILED")
                .containsEntry("step", "APPLY");
        assertThat(http.status(READINESS)).isEqualTo(SERVICE_UNAVAILABLE);
    }

    @Test
    void aGroupOfTheUserCanBeLeftAlone() {
        Http http = failLater(service.start(
                "management.endpoint.health.group.readiness.include=readinessState,ping",
                "lockgate.readiness.enabled=false"));

        assertThat(http.json(READINESS))
                .extractingPath("$.components")
                .asMap()
                .containsOnlyKeys("readinessState", "ping");
    }

    private Http failLater(Start start) {
        service.release(2, "insert into nowhere values (1);\n");
        assertThatExceptionOfType(LockgateException.class)
                .isThrownBy(() -> start.bean(Lockgate.class).migrate());
        return start.http();
    }
}
