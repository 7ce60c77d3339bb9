package io.lockgate.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A deployment is rolled back and forth: an older build knows nothing of the newer one's changesets, and neither is fooled. */
@Tag("liquibase")
class OlderBuildsIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @Test
    void anOlderBuildAndANewerOneAreToldFromEachOther() throws Exception {
        service.database().execute("create table effects (changeset text)");
        service.releases();
        service.release(1, "insert into effects values ('1')");
        service.startUntilRecognised();

        service.release(2, "insert into effects values ('2')");
        assertThat(service.startIsRecognised()).isFalse();
        assertThat(service.startIsRecognised()).isTrue();

        Files.delete(service.classPath().resolve("db/changelog/releases/2.sql"));
        assertThat(service.startIsRecognised()).isFalse();
        assertThat(service.startIsRecognised()).isTrue();

        service.release(2, "insert into effects values ('2')");
        assertThat(service.startIsRecognised()).isFalse();
        assertThat(service.startIsRecognised()).isTrue();
        assertThat(service.database().query("select changeset from effects")).containsExactly("1", "2");
    }
}
