package io.lockgate.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who looks after the server process of a run takes it for dead only if it is. */
class BackendWatchIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    /** Since when a process runs is hidden from a role without the privileges of the one that logged in. */
    @Test
    void aProcessWhoseDetailsAreHiddenLives() {
        service.database()
                .execute(
                        "create role watch_owner",
                        "grant all on schema public to watch_owner",
                        "grant all on database %s to watch_owner"
                                .formatted(service.database().name()));
        service.changelog("--changeset ana:1\ncreate table orders (id int);\nselect pg_sleep(14);\n");
        try {
            service.startAndStop("spring.datasource.hikari.connection-init-sql=set role watch_owner");
        } finally {
            service.database().execute("drop owned by watch_owner", "drop role watch_owner");
        }

        assertThat(service.output()).doesNotContain("has lost its server process", "is retried");
    }
}
