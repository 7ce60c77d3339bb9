package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From end to end on the oldest and the newest PostgreSQL that we support. */
@Tag("liquibase")
class PostgresMajorsIntegrationTests {

    static Stream<Postgres> majors() {
        return Stream.of(Postgres.OLDEST, Postgres.NEWEST);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void schemaIsMigratedUnderALockAndOnce(Postgres postgres) {
        var database = postgres.createDatabase();
        HeldLocks.remember(database);

        try (var context = Application.start(database)) {
            assertThat(Gate.of(context).isOpen()).isTrue();
        }
        Application.run(database);

        assertThat(HeldLocks.duringCreationOf("account", database)).hasSize(1);
        assertThat(database.executed()).containsExactly("1");
        assertThat(database.runs()).containsExactly("MIGRATED", "NOTHING_PENDING");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void changelogOfStockLiquibaseIsContinued(Postgres postgres) {
        var database = postgres.createDatabase();
        Application.run(
                database,
                "lockgate.enabled=false",
                "spring.liquibase.change-log=classpath:takeover/tagged.yaml",
                "spring.liquibase.tag=v1");

        Application.run(database, "spring.liquibase.change-log=classpath:takeover/tagged.yaml");

        assertThat(database.executed()).containsExactly("before", "tag", "after");
        assertThat(database.texts("select locked from databasechangeloglock")).containsExactly("f");
        assertThat(database.runs()).containsExactly("MIGRATED");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void schemaIsMigratedDuringInitialization(Postgres postgres) {
        var database = postgres.createDatabase();

        Application.run(database, FirstAccount.class, "lockgate.startup.phase=init");

        assertThat(database.texts("select id from account")).containsExactly("1");
    }
}
