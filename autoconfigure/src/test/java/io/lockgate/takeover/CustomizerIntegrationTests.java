package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import liquibase.Liquibase;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.changelog.visitor.ChangeExecListener;
import liquibase.integration.spring.Customizer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Tag("liquibase")
class CustomizerIntegrationTests {

    @AutoClose
    private final Database database = Database.create();

    @Test
    void customizerOfTheApplicationIsAskedBeforeAnythingIsReadOrDone() {
        Application.run(database, SetsParameter.class, "spring.liquibase.change-log=classpath:takeover/parameter.sql");

        assertThat(database.hasTable("customized")).isTrue();
        assertThat(database.runs()).containsExactly("MIGRATED");
    }

    @Test
    void listenersOfTheApplicationHearOfChangesetsBesideOurs() {
        try (var context = Application.start(database, Listens.class)) {
            assertThat(context.getBean("first", Listener.class).heard)
                    .containsExactly("will run 1", "change of 1", "ran 1");
            assertThat(context.getBean("second", Listener.class).heard)
                    .containsExactly("will run 1", "change of 1", "ran 1");
        }
        assertThat(database.texts("select changesets from lockgate_run")).containsExactly("1");
    }

    @Configuration(proxyBeanMethods = false)
    static class SetsParameter {

        @Bean
        Customizer<Liquibase> customizer() {
            return liquibase -> liquibase.setChangeLogParameter("table-name", "customized");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Listens {

        @Bean
        ChangeExecListener first() {
            return new Listener();
        }

        @Bean
        ChangeExecListener second() {
            return new Listener();
        }
    }

    static class Listener extends AbstractChangeExecListener {

        final List<String> heard = new ArrayList<>();

        @Override
        public void willRun(
                ChangeSet changeSet,
                DatabaseChangeLog changeLog,
                liquibase.database.Database database,
                ChangeSet.RunStatus status) {
            heard.add("will run " + changeSet.getId());
        }

        @Override
        public void ran(
                Change change, ChangeSet changeSet, DatabaseChangeLog changeLog, liquibase.database.Database database) {
            heard.add("change of " + changeSet.getId());
        }

        @Override
        public void ran(
                ChangeSet changeSet,
                DatabaseChangeLog changeLog,
                liquibase.database.Database database,
                ChangeSet.ExecType execType) {
            heard.add("ran " + changeSet.getId());
        }
    }
}
