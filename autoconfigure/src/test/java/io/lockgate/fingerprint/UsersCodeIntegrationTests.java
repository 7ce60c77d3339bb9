package io.lockgate.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.util.List;
import liquibase.changelog.IncludeAllFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A class of the user's that filters an {@code includeAll} is asked at every start: nobody knows by what it chooses. */
@Tag("liquibase")
class UsersCodeIntegrationTests {

    private static final String MAIN = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";

    @RegisterExtension
    private final TestService service = new TestService();

    @AfterEach
    void chooseAgain() {
        UpToNow.last = "1";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[includeAll: {path: db/changelog/releases/, filter: %s}]",
                "[includeAll: {path: db/changelog/releases/, 'filter' : \"%s\"}]",
                "[property: {name: choice, value: %s}, includeAll: {path: db/changelog/releases/, filter: '${choice}'}]",
                "\n  - includeAll:\n      path: db/changelog/releases/\n      filter: >-\n        %s\n"
            })
    void aFilterIsAskedAtEveryStart(String changelog) {
        service.database().execute("create table effects (changeset text)");
        service.file("db/changelog/main.yaml", "databaseChangeLog: " + changelog.formatted(UpToNow.class.getName()));
        service.release(1, "insert into effects values ('1')");
        service.release(2, "insert into effects values ('2')");
        service.startAndStop(MAIN);
        assertThat(service.startIsRecognised(MAIN)).isFalse();
        assertThat(effects()).containsExactly("1");

        UpToNow.last = "2";

        assertThat(service.startIsRecognised(MAIN)).isFalse();
        assertThat(effects()).containsExactly("1", "2");
    }

    private List<String> effects() {
        return service.database().query("select changeset from effects order by ctid");
    }

    /** Chooses by what no file says. */
    public static final class UpToNow implements IncludeAllFilter {

        private static volatile String last = "1";

        @Override
        public boolean include(String path) {
            return path.compareTo("db/changelog/releases/" + last + ".sql") <= 0;
        }
    }
}
