package io.lockgate.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may write what is remembered cannot let a start read a device or a pipe, or send a request. */
@Tag("liquibase")
@Timeout(60)
class ForeignLocationsIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @ParameterizedTest
    @ValueSource(
            strings = {"file:/dev/zero", "FILE:///dev/zero", "classpath*:/db/%2e%2e/../../../../../../../../dev/zero"})
    void aDeviceIsNotRead(String location) {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.startUntilRecognised();
        plant("location " + location);

        assertThat(service.startIsRecognised()).isFalse();
        assertThat(service.startIsRecognised()).isTrue();
    }

    @Test
    void noRequestIsSent() throws IOException {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.startUntilRecognised();
        AtomicInteger requests = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread listener = new Thread(() -> count(server, requests));
            listener.start();
            for (String location : new String[] {"http://localhost:%d/x", "jar:http://localhost:%d/x.jar!/x"}) {
                plant("location " + location.formatted(server.getLocalPort()));
                assertThat(service.startIsRecognised()).isFalse();
            }
        }

        assertThat(requests).hasValue(0);
    }

    @Test
    void theRowOfTenantsNamesNoOtherPlacesEither() {
        service.changelog("");
        service.tenants("--changeset ana:1\ncreate table customers (id int);\n").withTenants(2);
        service.startAndStop();
        service.startAndStop();
        service.startAndStop();
        assertThat(service.output().getAll()).contains("The changelog of the tenants has not changed");
        int before = service.output().getAll().length();
        plant("location file:/dev/zero");

        service.startAndStop();

        assertThat(service.output().getAll().substring(before))
                .doesNotContain("The changelog of the tenants has not changed");
    }

    @Test
    void aChangeLogInAFolderReachesThisFolderOnly(@TempDir Path folder) throws Exception {
        Path changelogs = Files.createDirectories(folder.resolve("changelogs"));
        Path pipe = changelogs.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Files.writeString(changelogs.resolve("1.sql"), "--liquibase formatted sql\n--changeset ana:1\nselect 1;\n");
        Files.writeString(
                changelogs.resolve("main.yaml"),
                "databaseChangeLog: [include: {file: 1.sql, relativeToChangelogFile: true}]");
        String changeLog = "spring.liquibase.change-log=file:" + changelogs.resolve("main.yaml");
        service.startUntilRecognised(changeLog);

        for (String location : new String[] {
            "file:" + pipe,
            "file:" + changelogs + "/../../../dev/zero",
            "file:" + changelogs + "/%2e%2e/%2e%2e/%2e%2e/dev/zero"
        }) {
            plant("location " + location);
            assertThat(service.startIsRecognised(changeLog)).as(location).isFalse();
        }
        assertThat(service.startIsRecognised(changeLog)).isTrue();

        Files.writeString(changelogs.resolve("1.sql"), "--liquibase formatted sql\n--changeset ana:2\nselect 1;\n");
        assertThat(service.startIsRecognised(changeLog)).isFalse();
        assertThat(service.database().history()).containsExactly("1", "2");
    }

    @Test
    void whatIsIncludedFromElsewhereIsReadByLiquibaseAtEveryStart(@TempDir Path folder) throws IOException {
        Path changelogs = Files.createDirectories(folder.resolve("changelogs"));
        Files.writeString(folder.resolve("common.sql"), "--liquibase formatted sql\n--changeset ana:1\nselect 1;\n");
        Files.writeString(
                changelogs.resolve("main.yaml"),
                "databaseChangeLog: [include: {file: ../common.sql, relativeToChangelogFile: true}]");
        String changeLog = "spring.liquibase.change-log=file:" + changelogs.resolve("main.yaml");
        service.startAndStop(changeLog);

        assertThat(service.startIsRecognised(changeLog)).isFalse();
        assertThat(service.startIsRecognised(changeLog)).isFalse();
        assertThat(service.database().history()).containsExactly("1");
    }

    @Test
    void aFileSystemThatDoesNotAnswerIsWaitedForNoLongerThanTheRunMayTake() {
        service.changelog("--changeset ana:1\ncreate table orders (id int);\n");
        service.startUntilRecognised();
        CountDownLatch released = new CountDownLatch(1);
        service.by(loader -> new Hanging(loader, released));
        try {
            assertThat(service.failToStart("lockgate.timeout=1s").description()).contains("1s");
        } finally {
            released.countDown();
        }
    }

    private void plant(String inputs) {
        service.database()
                .jdbc()
                .sql("update lockgate_schema set inputs = ?")
                .param(inputs)
                .update();
    }

    private static void count(ServerSocket server, AtomicInteger requests) {
        while (true) {
            try {
                server.accept().close();
                requests.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Finds changelogs as late as a network file system whose server is down. */
    private static final class Hanging extends ClassLoader {

        private final CountDownLatch released;

        Hanging(ClassLoader parent, CountDownLatch released) {
            super(parent);
            this.released = released;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            if (name.contains("db/changelog")) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    // as a system call would
                    awaitAnyway();
                }
            }
            return super.getResources(name);
        }

        private void awaitAnyway() {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
