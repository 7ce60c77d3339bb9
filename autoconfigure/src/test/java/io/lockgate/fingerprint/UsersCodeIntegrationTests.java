package io.lockgate.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Code of the user's own may decide which files of a folder belong to the changelog, and in which order. Liquibase 4 looks for
 * it beside its own classes, where a test cannot add any.
 */
class UsersCodeIntegrationTests {

    private static final String MAIN = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";

    private static final String BASE = """
            package acme;
            public class Base implements liquibase.changelog.IncludeAllFilter {
                public boolean include(String path) { return path.compareTo("db/changelog/releases/%d.sql") <= 0; }
            }
            """;

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void writeChangelog() {
        service.database().execute("create table effects (changeset text)");
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - includeAll: {path: db/changelog/releases/, filter: acme.UpToNow}
                """);
        service.release(1, "insert into effects values ('1')");
        service.release(2, "insert into effects values ('2')");
    }

    /** What decides may be in a class that the named one inherits from or calls. */
    @Test
    void aFilterIsAskedAtEveryStart() {
        compile("Base", BASE.formatted(1));
        compile("UpToNow", "package acme; public class UpToNow extends Base {}");
        service.startAndStop(MAIN);
        assertThat(service.startIsRecognised(MAIN)).isFalse();
        assertThat(effects()).containsExactly("1");

        compile("Base", BASE.formatted(2));
        assertThat(service.startIsRecognised(MAIN)).isFalse();
        assertThat(effects()).containsExactly("1", "2");
    }

    private void compile(String name, String source) {
        String file = "acme/%s.java".formatted(name);
        service.file(file, source);
        String classPath = service.classPath() + ":" + System.getProperty("java.class.path");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        classPath,
                        service.classPath().resolve(file).toString());
        assertThat(result).isZero();
    }

    private List<String> effects() {
        return service.database().query("select changeset from effects order by ctid");
    }
}
