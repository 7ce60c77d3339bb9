package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockgate.schema.ChangeSetId;
import io.lockgate.startup.GateState;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.OtherPod;
import io.lockgate.testing.Readings;
import io.lockgate.testing.Start;
import io.lockgate.testing.Stopwatch;
import io.lockgate.testing.TestService;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whoever waits for the lock sees by one statement that another has done the work, and goes on without reading its changelogs
 * again: replicas that all parse at the moment at which they could become ready keep each other from it. Where the history
 * does not say what was planned, Liquibase is asked, but once for the same history.
 */
@Tag("liquibase")
class DoneByOthersIntegrationTests {

    private static final String CHANGELOG = """
            --changeset ana:1
            create table orders (id int);
            --changeset ana:2
            create table customers (id int);
            """;

    private final AtomicInteger looks = new AtomicInteger();

    @RegisterExtension
    private final TestService service = new TestService()
            .with(Stopwatch.class, Readings.class)
            .intercept((sql, connection, statement) -> {
                if (sql.contains("to_jsonb(h)")) {
                    looks.incrementAndGet();
                }
                return statement.call();
            });

    @Test
    void theHistoryAloneSaysSo() {
        keepWhatIsRecordedOf(CHANGELOG);
        try (var pod = service.otherPod()) {
            var start = waitBehind(pod);

            record(pod, "1");
            awaitFurtherLooks();
            assertThat(start.isDone()).isFalse();
            record(pod, "2");
            start.awaitReady();

            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
            assertThat(start.bean(Stopwatch.class).hasApplied()).isFalse();
            assertThat(start.bean(ReadinessGate.class).pending()).isZero();
            assertThat(readings(start)).isEqualTo(1);
        }
    }

    @Test
    void whatTheyMarkedAsExecutedIsDone() {
        keepWhatIsRecordedOf(CHANGELOG);
        service.database().execute("update kept set exectype = 'MARK_RAN'");
        try (var pod = service.otherPod()) {
            var start = waitBehind(pod);

            record(pod, "1", "2");
            start.awaitReady();

            assertThat(readings(start)).isEqualTo(1);
        }
    }

    @Test
    void whatTheyExecutedAgainIsDone() {
        service.changelog("--changeset ana:1 runOnChange:true\nselect 1;\n");
        service.startAndStop();
        service.database().execute("create table before as select * from databasechangelog");
        keepWhatIsRecordedOf("--changeset ana:1 runOnChange:true\nselect 2;\n");
        service.database().execute("insert into databasechangelog select * from before");
        try (var pod = service.otherPod()) {
            var start = waitBehind(pod);

            awaitFurtherLooks();
            assertThat(readings(start)).isEqualTo(1);
            pod.jdbc().sql("delete from databasechangelog").update();
            record(pod, "1");
            start.awaitReady();

            assertThat(start.bean(Stopwatch.class).hasApplied()).isFalse();
            assertThat(readings(start)).isEqualTo(2);
        }
    }

    /** Another build may have executed more than was pending for this one, or again what is not the same there. */
    @Test
    void whatElseTheyChangedIsLookedAt() {
        service.changelog("--changeset ana:0 runOnChange:true\nselect 1;\n");
        service.startAndStop();
        service.database().execute("create table before as select * from databasechangelog");
        keepWhatIsRecordedOf("--changeset ana:0 runOnChange:true\nselect 1;\n" + CHANGELOG);
        service.database()
                .execute("insert into databasechangelog select * from before", "delete from kept where id = '0'");
        try (var pod = service.otherPod()) {
            var start = waitBehind(pod);

            pod.jdbc()
                    .sql("update databasechangelog set md5sum = '9:00000000000000000000000000000000' where id = '0'")
                    .update();
            record(pod, "1", "2");
            awaitFurtherLooks();

            assertThat(start.isDone()).isFalse();
            assertThat(start.bean(ReadinessGate.class).plans().get(0).pending())
                    .extracting(ChangeSetId::id)
                    .containsExactly("0");
        }
    }

    @Test
    void anotherChecksumIsAMismatchAtOnce() {
        keepWhatIsRecordedOf(CHANGELOG);
        service.database().execute("update kept set md5sum = '9:00000000000000000000000000000000'");
        try (var pod = service.otherPod()) {
            var start = waitBehind(pod);

            record(pod, "1");
            await().until(start::isDone);

            assertThat(service.output())
                    .contains("Changesets of 'liquibase' were edited after they had been executed: "
                            + "db/changelog/main.sql::1::ana was: 9:00000000000000000000000000000000");
            assertThat(service.database().lockHolders()).containsExactly(pod.pid());
        }
    }

    @Test
    void whatIsUnclearIsAskedOnce() {
        keepWhatIsRecordedOf(CHANGELOG);
        service.database().execute("update kept set exectype = 'FAILED' where id = '2'");
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - include: {file: db/changelog/main.sql}
                  - changeSet: {id: 3, author: ana, changes: [{sql: {sql: select 3}}]}
                """);
        try (var pod = service.otherPod()) {
            var start = waitBehind(pod, "spring.liquibase.change-log=classpath:db/changelog/main.yaml");

            record(pod, "1", "2");
            await().until(() -> readings(start) == 2);
            awaitFurtherLooks();

            assertThat(readings(start)).isEqualTo(2);
            assertThat(start.isDone()).isFalse();
        }
    }

    @Test
    void whereMoreThanTheHistoryDecidesLiquibaseIsAskedOnceAllIsThere() {
        keepWhatIsRecordedOf(CHANGELOG);
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - preConditions: [{sqlCheck: {expectedResult: 1, sql: select 1}}]
                  - include: {file: db/changelog/main.sql}
                """);
        try (var pod = service.otherPod()) {
            var start = waitBehind(pod, "spring.liquibase.change-log=classpath:db/changelog/main.yaml");

            record(pod, "1");
            awaitFurtherLooks();
            assertThat(readings(start)).isEqualTo(1);
            record(pod, "2");
            start.awaitReady();

            assertThat(readings(start)).isEqualTo(2);
            assertThat(start.bean(Stopwatch.class).hasApplied()).isFalse();
        }
    }

    /** Lets a service execute a changelog, and moves what that recorded from the history to another table. */
    private void keepWhatIsRecordedOf(String changelog) {
        service.changelog(changelog);
        service.startAndStop();
        service.database()
                .execute("create table kept as select * from databasechangelog", "delete from databasechangelog");
    }

    private Start waitBehind(OtherPod pod, String... properties) {
        var start = service.begin(properties);
        await().until(() -> start.bean(ReadinessGate.class).state() == GateState.WAITING_FOR_LOCK);
        awaitFurtherLooks();
        assertThat(service.database().lockHolders()).containsExactly(pod.pid());
        return start;
    }

    private void awaitFurtherLooks() {
        int before = looks.get();
        await().until(() -> looks.get() >= before + 2);
    }

    /** The other pod executes some of it. */
    private static void record(OtherPod pod, String... ids) {
        pod.jdbc()
                .sql("insert into databasechangelog select * from kept where id in (:ids)")
                .param("ids", List.of(ids))
                .update();
    }

    private static int readings(Start start) {
        return start.bean(Readings.class).number();
    }
}
