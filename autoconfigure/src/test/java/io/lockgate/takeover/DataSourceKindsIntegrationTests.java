package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sources that hand out connections other than fresh ones of the driver. */
@Tag("liquibase")
class DataSourceKindsIntegrationTests {

    @AutoClose
    private final Database database = Database.create();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.datasource.hikari.auto-commit=false",
                "spring.datasource.hikari.schema=app",
                "spring.datasource.hikari.transaction-isolation=TRANSACTION_SERIALIZABLE",
                "spring.datasource.connection-fetch=lazy",
                "spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource"
            })
    void migratesUnderALockAndOnce(String property) {
        database.execute("create schema app");
        HeldLocks.remember(database);

        try (var context = Application.start(database, property)) {
            assertThat(Gate.of(context).isOpen()).isTrue();
        }
        Application.run(database, property);

        var schema = database.texts("select schemaname from pg_tables where tablename = 'account'");
        assertThat(schema).hasSize(1);
        assertThat(database.texts("select outcome from %s.lockgate_run order by started_at".formatted(schema.get(0))))
                .containsExactly("MIGRATED", "NOTHING_PENDING");
        assertThat(database.texts("select distinct key from held_locks where created like '%.account'"))
                .hasSize(1);
    }
}
