package io.lockgate.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A location that was kept in a table is opened only where the change log itself can be. */
class ReachableLocationsTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:/dev/zero",
                "FILE:/dev/zero",
                "file:///dev/zero",
                "file://server/share/main.sql",
                "//server/share/main.sql",
                "\\\\server\\share\\main.sql",
                "/dev/zero",
                "dev/zero",
                "http://169.254.169.254/latest",
                "https:/example.org/x",
                "ftp://example.org/x",
                "url:file:/dev/zero",
                "jar:http://example.org/x.jar!/db/main.sql",
                "jar:file:/tmp/x.jar!/db/main.sql",
                "jar:nested:/app.jar/!BOOT-INF/lib/x.jar!/db/main.sql",
                "classpath:db/main.sql",
                "CLASSPATH*:/db/main.sql",
                "classpath*:db/main.sql",
                "classpath*:/",
                "classpath*://example.org/x",
                "classpath*:/../../dev/zero",
                "classpath*:/db/../../dev/zero",
                "classpath*:/db/..",
                "classpath*:/db/./main.sql",
                "classpath*:/db\\..\\..\\dev\\zero",
                "classpath*:/%2e%2e/dev/zero",
                "classpath*:/db/%2E%2e/%2E./dev/zero",
                "classpath*:/db%2f..%2fzero",
                "classpath*:/db/%252e%252e/zero",
                "classpath*:/db/http:/example.org",
                "classpath*:/x.jar!/db/main.sql",
                "classpath*:/db/\u0000main.sql",
                " classpath*:/db/main.sql",
                "",
            })
    void whatIsNotOnTheClassPathIsOutOfReachOfAChangeLogThatIs(String location) {
        assertThat(contains("classpath:db/changelog/main.yaml", location)).isFalse();
        assertThat(contains("db/changelog/main.yaml", location)).isFalse();
        assertThat(contains(null, location)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "classpath*:/db/changelog/main.yaml",
                "classpath*:/db/changelog/*",
                "classpath*:/db/changelog/**",
                "classpath*:/META-INF/services/liquibase.change.Change",
                "classpath*:/data/names of/größe + 50%.csv",
                "classpath*:/db/v1..2/a..b.sql",
                "classpath*:/.hidden/...sql",
            })
    void theClassPathIsWithinReachOfEveryChangeLog(String location) {
        assertThat(contains("classpath:db/changelog/main.yaml", location)).isTrue();
        assertThat(contains("file:/opt/changelogs/main.yaml", location)).isTrue();
        assertThat(contains(null, location)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "file:/opt/changelogs/main.yaml, file:/opt/changelogs/main.yaml, true",
        "file:/opt/changelogs/main.yaml, file:/opt/changelogs/v1/*, true",
        "file:///opt//changelogs/main.yaml, file:/opt/changelogs/my%20release/1.sql, true",
        "file:/opt/changelogs/../logs/main.yaml, file:/opt/logs/1.sql, true",
        "'file:\\opt\\changelogs\\main.yaml', file:/opt/changelogs/1.sql, true",
        "file:changelogs/main.yaml, file:changelogs/1.sql, true",
        "jar:file:/opt/x.jar!/db/main.yaml, jar:file:/opt/x.jar!/db/1.sql, true",
        "file:/opt/changelogs/main.yaml, file:/opt/changelogs-of-others/1.sql, false",
        "file:/opt/changelogs/main.yaml, file:/opt/other/1.sql, false",
        "file:/opt/changelogs/main.yaml, file:/opt/changelogs/../../dev/zero, false",
        "file:/opt/changelogs/main.yaml, file:/opt/changelogs/%2e%2e/%2e%2e/dev/zero, false",
        "file:/opt/changelogs/main.yaml, file:/opt/changelogs//etc/passwd, false",
        "file:/opt/changelogs/main.yaml, FILE:/opt/changelogs/1.sql, false",
        "file:/opt/changelogs/main.yaml, file:/OPT/changelogs/1.sql, false",
        "file:/opt/changelogs/main.yaml, file://opt/changelogs/1.sql, false",
        "file:/main.yaml, file:/dev/zero, false",
        "file:main.yaml, file:/dev/zero, false",
        "file:main.yaml, file:dev/zero, false",
        "jar:file:/opt/x.jar!/main.yaml, jar:file:/opt/x.jar!/other/1.sql, false",
        "jar:file:/opt/x.jar!/db/main.yaml, jar:http:/evil/x.jar!/db/1.sql, false",
        "jar:file:/opt/x.jar!/db/main.yaml, jar:file:/opt/x.jar!/db/y.jar!/1.sql, false",
    })
    void onlyTheFolderOfAChangeLogOutsideOfTheClassPathIsWithinItsReach(
            String changeLog, String location, boolean reachable) {
        assertThat(contains(changeLog, location)).isEqualTo(reachable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:/dev/zero", "http://example.org"})
    void oneLocationOutOfReachIsEnough(String other) {
        assertThat(ReachableLocations.of("classpath:db/main.yaml")
                        .containAll(List.of(new Location("classpath*:/db/main.yaml"), new Location(other))))
                .isFalse();
    }

    private static boolean contains(String changeLog, String location) {
        return ReachableLocations.of(changeLog).containAll(List.of(new Location(location)));
    }
}
