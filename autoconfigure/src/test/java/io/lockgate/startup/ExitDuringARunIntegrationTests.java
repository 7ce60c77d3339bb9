package io.lockgate.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.LockgateException;
import io.lockgate.changelog.ChangelogPlan;
import io.lockgate.run.Run;
import io.lockgate.run.RunListener;
import io.lockgate.schema.ChangeSetId;
import io.lockgate.testing.TestService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Application code ends its process, with an exit code of its own, while a run goes on: by a process. */
class ExitDuringARunIntegrationTests {

    private static final String HANGS = "--changeset ana:1\nselect pg_sleep(60);\n";

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @CsvSource({"42, true", "42, false", "0, true"})
    void theProcessExitsWithTheCodeOfTheApplication(int code, boolean daemon) throws Exception {
        service.changelog(HANGS);

        assertThat(exitCode("test.exit.code=" + code, "test.exit.daemon=" + daemon))
                .isEqualTo(code);
        assertThat(service.database().lockHolders()).isEmpty();
        assertThat(service.database().history()).isEmpty();
        assertThat(service.printedByProcesses()).doesNotContain("APPLICATION FAILED TO START");
    }

    @Test
    void aListenerMayExitOnTheThreadOfTheRun() throws Exception {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");

        assertThat(exitCode("test.exit.code=42", "test.exit.itself=true", "lockgate.shutdown.timeout=10m"))
                .isEqualTo(42);
        assertThat(service.database().lockHolders()).isEmpty();
        assertThat(service.database().history()).isEmpty();
    }

    @Test
    void aStartThatIsHeldAfterAFailureDoesSo() throws Exception {
        service.changelog("--changeset ana:1\ninsert into nowhere values (1);\n");

        assertThat(exitCode("test.exit.code=42", "test.exit.daemon=true", "lockgate.on-failure=stay"))
                .isEqualTo(42);
    }

    private int exitCode(String... properties) throws Exception {
        for (String property : properties) {
            service.property(property);
        }
        var process = service.fork("spring.main.sources=" + Exiting.class.getName());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** Ends the process when the changeset runs, or has failed. */
    @Configuration(proxyBeanMethods = false)
    static class Exiting {

        /** Takes its time to end, as a web server does that still has requests. */
        @Bean
        DisposableBean lingering() {
            return () -> new CountDownLatch(1).await(1, TimeUnit.SECONDS);
        }

        @Bean
        RunListener exiting(ApplicationContext context, Environment environment) {
            int code = environment.getRequiredProperty("test.exit.code", Integer.class);
            boolean daemon = environment.getProperty("test.exit.daemon", Boolean.class, false);
            boolean itself = environment.getProperty("test.exit.itself", Boolean.class, false);
            boolean held = "stay".equals(environment.getProperty("lockgate.on-failure"));
            return new RunListener() {

                @Override
                public void changeSetStarted(Run run, ChangelogPlan plan, ChangeSetId changeSet) {
                    if (!held) {
                        exit();
                    }
                }

                @Override
                public void runFailed(Run run, LockgateException failure) {
                    if (held) {
                        exit();
                    }
                }

                private void exit() {
                    Runnable exit = () -> System.exit(SpringApplication.exit(context, () -> code));
                    if (itself) {
                        exit.run();
                    }
                    Thread thread = new Thread(exit, "exit");
                    thread.setDaemon(daemon);
                    thread.start();
                }
            };
        }
    }
}
