package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.ArrayList;
import java.util.List;
import liquibase.Liquibase;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import liquibase.integration.spring.Customizer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Tag("liquibase")
class UsersCustomizerIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void theCustomizerOfTheBeanStillRuns() {
        service.changelog("--changeset ana:1\ncreate table ${table} (id int);\n");

        service.with(NamesTheTable.class).startAndStop();

        assertThat(service.database().tables()).contains("named_by_the_user");
    }

    @Test
    void aListenerOfTheUserIsToldBesideOurs() {
        service.database().execute("create table effects (id int)");
        service.changelog("--changeset ana:1\ninsert into effects values (1);\n");

        var start = service.with(Listens.class).start();

        assertThat(start.bean(Listens.Heard.class).changeSets()).containsExactly("1 EXECUTED");
        assertThat(service.database().query("select xmin::text from effects"))
                .isEqualTo(service.database().query("select xmin::text from databasechangelog"));
    }

    @Configuration(proxyBeanMethods = false)
    static class NamesTheTable {

        @Bean
        Customizer<Liquibase> namesTheTable() {
            return liquibase -> liquibase.setChangeLogParameter("table", "named_by_the_user");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Listens {

        @Bean
        Heard heard() {
            return new Heard(new ArrayList<>());
        }

        static final class Heard extends AbstractChangeExecListener {

            private final List<String> changeSets;

            Heard(List<String> changeSets) {
                this.changeSets = changeSets;
            }

            List<String> changeSets() {
                return changeSets;
            }

            @Override
            public void ran(ChangeSet changeSet, DatabaseChangeLog log, Database database, ChangeSet.ExecType type) {
                changeSets.add(changeSet.getId() + " " + type);
            }
        }
    }
}
