package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.Lockgate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("liquibase")
class DropFirstIntegrationTests {

    private static final String DROP_FIRST = "spring.liquibase.drop-first=true";

    @AutoClose
    private final Database database = Database.create();

    @Test
    void everythingIsDroppedAtEveryStart() {
        Application.run(database);
        database.execute("create table leftover (id integer)");

        Application.run(database, DROP_FIRST);

        assertThat(database.hasTable("leftover")).isFalse();
        assertThat(database.executed()).containsExactly("1");
        assertThat(database.runs()).containsExactly("MIGRATED");
    }

    @Test
    void nothingIsDroppedByALaterRunOfTheSameProcess() {
        try (var context = Application.start(database, DROP_FIRST)) {
            database.execute("insert into account values (1)");

            context.getBean(Lockgate.class).migrate();

            assertThat(database.texts("select id from account")).containsExactly("1");
        }
    }

    @Test
    void nothingIsDroppedTwiceWhenMigratingDuringInitialization() {
        try (var context = Application.start(database, FirstAccount.class, DROP_FIRST, "lockgate.startup.phase=init")) {
            assertThat(Gate.of(context).isOpen()).isTrue();
            assertThat(database.texts("select id from account")).containsExactly("1");
        }
    }
}
