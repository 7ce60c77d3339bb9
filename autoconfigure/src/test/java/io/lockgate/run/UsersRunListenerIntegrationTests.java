package io.lockgate.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangeSetOutcome;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.changelog.ChangelogTarget;
import io.lockgate.check.CheckReport;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.startup.ReadinessGate;
import io.lockgate.testing.TestService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

class UsersRunListenerIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
    }

    @Test
    void isToldWhatHappens() {
        var start = service.with(Remembers.class).start();

        assertThat(start.bean(Remembers.class).told)
                .containsSubsequence(
                        "run started",
                        "APPLY started",
                        "1 started",
                        "1 RECORDED",
                        "APPLY finished",
                        "run succeeded",
                        "OPEN finished");
    }

    @Test
    void oneThatThrowsDisturbsNeitherTheRunNorOtherListeners() {
        var start = service.with(Throws.class, Remembers.class).start();

        assertThat(start.bean(ReadinessGate.class).isOpen()).isTrue();
        assertThat(start.bean(Remembers.class).told).contains("run started", "1 RECORDED", "run succeeded");
        assertThat(service.database().history()).containsExactly("1");
        assertThat(service.database().query("select outcome from lockgate_run")).containsExactly("MIGRATED");
        assertThat(service.output()).contains("the listener that throws failed; the run goes on");
    }

    @Test
    void oneThatThrowsHidesNoFailure() {
        service.changelog("--changeset ana:1\ninsert into nowhere values (1);\n");

        var failure = service.with(Throws.class).failToStart();

        assertThat(failure.description()).contains("relation \"nowhere\" does not exist");
    }

    /** Remembers what it is told. */
    static class Remembers implements RunListener {

        final List<String> told = new ArrayList<>();

        @Override
        public void runStarted(Run run) {
            told.add("run started");
        }

        @Override
        public void stepStarted(Run run, RunStep step) {
            told.add(step + " started");
        }

        @Override
        public void stepFinished(Run run, RunStep step, Duration duration) {
            told.add(step + " finished");
        }

        @Override
        public void changeSetStarted(Run run, ChangelogPlan plan, ChangeSetId changeSet) {
            told.add(changeSet.id() + " started");
        }

        @Override
        public void changeSetFinished(Run run, ChangelogPlan plan, ChangeSetId changeSet, ChangeSetOutcome outcome) {
            told.add(changeSet.id() + " " + outcome);
        }

        @Override
        public void runSucceeded(Run run, RunResult result) {
            told.add("run succeeded");
        }
    }

    /** Throws, whatever it is told. */
    static class Throws implements RunListener {

        @Override
        public String toString() {
            return "the listener that throws";
        }

        @Override
        public void runStarted(Run run) {
            fail();
        }

        @Override
        public void stepStarted(Run run, RunStep step) {
            fail();
        }

        @Override
        public void stepFinished(Run run, RunStep step, Duration duration) {
            fail();
        }

        @Override
        public void planned(Run run, ChangelogPlan plan) {
            fail();
        }

        @Override
        public void targetStarted(Run run, ChangelogTarget target, JdbcClient jdbc) {
            jdbc.sql("this is no SQL").update();
        }

        @Override
        public void changeSetStarted(Run run, ChangelogPlan plan, ChangeSetId changeSet) {
            fail();
        }

        @Override
        public void changeSetFinished(Run run, ChangelogPlan plan, ChangeSetId changeSet, ChangeSetOutcome outcome) {
            fail();
        }

        @Override
        public void checked(Run run, List<CheckReport> reports) {
            fail();
        }

        @Override
        public void targetFinished(Run run, TargetResult result, JdbcClient jdbc) {
            jdbc.sql("this is no SQL").update();
        }

        @Override
        public void runSucceeded(Run run, RunResult result) {
            fail();
        }

        @Override
        public void runFailed(Run run, LockgateException failure) {
            fail();
        }

        private static void fail() {
            throw new IllegalStateException("a bug of the user");
        }
    }
}
