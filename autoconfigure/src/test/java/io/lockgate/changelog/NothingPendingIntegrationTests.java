package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.Lockgate;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.TestService;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("liquibase")
class NothingPendingIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    private static final String OUTCOMES = "select outcome from lockgate_run order by started_at";

    @BeforeEach
    void createTable() {
        service.database().execute("create table effects (changeset text)");
    }

    @Test
    void whatRunsAlwaysRunsOnceAtEveryStartAndIsNeverPending() {
        service.changelog("--changeset ana:1 runAlways:true\ninsert into effects values ('1');\n");

        service.startAndStop();
        var start = service.start();
        start.bean(Lockgate.class).migrate();

        assertThat(effects()).containsExactly("1", "1");
        assertThat(start.bean(ReadinessGate.class).pending()).isZero();
        assertThat(service.database().query(OUTCOMES)).containsExactly("MIGRATED", "MIGRATED", "NOTHING_PENDING");
    }

    @Test
    void whatRunsOnChangeRunsAgainWhenItWasEdited() {
        service.changelog("--changeset ana:1 runOnChange:true\ninsert into effects values ('1');\n");
        service.startAndStop();
        service.startAndStop();
        service.changelog("--changeset ana:1 runOnChange:true\ninsert into effects values ('2');\n");
        service.startAndStop();

        assertThat(effects()).containsExactly("1", "2");
        assertThat(service.database().query(OUTCOMES)).containsExactly("MIGRATED", "NOTHING_PENDING", "MIGRATED");
    }

    @Test
    void whatComesAfterTheTagIsNotPending() {
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - changeSet: {id: 1, author: ana, changes: [{sql: {sql: "insert into effects values ('1')"}}]}
                  - changeSet: {id: 2, author: ana, changes: [{tagDatabase: {tag: v1}}]}
                  - changeSet: {id: 3, author: ana, changes: [{sql: {sql: "insert into effects values ('3')"}}]}
                """);
        var yaml = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";

        service.startAndStop(yaml, "spring.liquibase.tag=v1");
        var start = service.start(yaml, "spring.liquibase.tag=v1");

        assertThat(service.database().query(OUTCOMES)).containsExactly("MIGRATED", "NOTHING_PENDING");
        assertThat(effects()).containsExactly("1");
        assertThat(start.bean(ReadinessGate.class).pending()).isZero();
    }

    @Test
    void dropFirstBuildsTheSchemaAnewAtEveryStartAndOnlyThen() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.startAndStop();
        service.database().execute("insert into orders values (1)");

        var start = service.start("spring.liquibase.drop-first=true");

        assertThat(service.database().tables()).containsExactly("databasechangelog", "lockgate_run", "orders");
        assertThat(service.database().query("select id from orders")).isEmpty();
        assertThat(service.database().query(OUTCOMES)).containsExactly("MIGRATED");

        service.database().execute("insert into orders values (2)");
        start.bean(Lockgate.class).migrate();

        assertThat(service.database().query("select id from orders")).containsExactly("2");
    }

    @Test
    void clearedChecksumsAreWrittenAnewWithoutExecutingAnything() {
        service.changelog("--changeset ana:1\ninsert into effects values ('1');\n");
        service.startAndStop();
        service.changelog("--changeset ana:1\ninsert into effects values ('edited');\n");
        var before = service.database().query("select md5sum from databasechangelog");

        service.startAndStop("spring.liquibase.clear-checksums=true");
        service.startAndStop();

        assertThat(effects()).containsExactly("1");
        assertThat(service.database().query("select md5sum from databasechangelog"))
                .doesNotContainNull()
                .doesNotContainAnyElementsOf(before);
    }

    @Test
    void contextsThatAreNotAskedForAreNotPending() {
        service.changelog("--changeset ana:1 contextFilter:demo\ninsert into effects values ('1');\n");

        var start = service.start("spring.liquibase.contexts=production");

        assertThat(effects()).isEmpty();
        assertThat(start.bean(ReadinessGate.class).pending()).isZero();
        assertThat(service.database().tables()).containsExactly("effects");
    }

    private List<String> effects() {
        return service.database().query("select changeset from effects order by ctid");
    }
}
