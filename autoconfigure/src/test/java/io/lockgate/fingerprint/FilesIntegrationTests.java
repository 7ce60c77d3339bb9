package io.lockgate.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever file Liquibase reads, lists or looks for counts: a build that differs in one of them is another build. */
@Tag("liquibase")
class FilesIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    private static final String MAIN = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";

    @BeforeEach
    void createTable() {
        service.database().execute("create table effects (changeset text)");
    }

    /** Each of the files is one that a checksum covers, so that Liquibase would refuse the change. */
    @Test
    void aChangedByteOfAFileIsSeenWhereverTheChangelogNamesIt() {
        Map<String, String> files = new TreeMap<>(Map.of(
                "db/changelog/included.sql", changeSet("included", "insert into effects values ('moin')"),
                "db/changelog/relative.sql", changeSet("relative", "insert into effects values ('moin')"),
                "db/changelog/names of/größe + 50%.sql", changeSet("odd", "insert into effects values ('moin')"),
                "db/changelog/data/relative.csv", "changeset\nmoin\n",
                "data/absolute.csv", "changeset\nmoin\n",
                "data/names of/größe + 50%.csv", "changeset\nmoin\n",
                "db/changelog/scripts/relative.sql", "insert into effects values ('moin')",
                "scripts/absolute.sql", "insert into effects values ('moin')",
                "db/changelog/values.properties", "greeting=moin\n"));
        files.forEach(service::file);
        var changelog = """
                databaseChangeLog:
                  - property: {file: values.properties, relativeToChangelogFile: true}
                  - include: {file: db/changelog/included.sql}
                  - include: {file: relative.sql, relativeToChangelogFile: true}
                  - include: {file: "names of/größe + 50%.sql", relativeToChangelogFile: true}
                  - changeSet: {id: 1, author: ana, changes: [{sql: {sql: "insert into effects values ('${greeting}')"}}]}
                  - changeSet: {id: 2, author: ana, changes: [
                      {loadData: {tableName: effects, file: data/relative.csv, relativeToChangelogFile: true}}]}
                  - changeSet: {id: 3, author: ana, changes: [{loadData: {tableName: effects, file: data/absolute.csv}}]}
                  - changeSet: {id: 4, author: ana, changes: [
                      {loadData: {tableName: effects, file: "data/names of/größe + 50%.csv"}}]}
                  - changeSet: {id: 5, author: ana, changes: [
                      {sqlFile: {path: scripts/relative.sql, relativeToChangelogFile: true}}]}
                  - changeSet: {id: 6, author: ana, changes: [{sqlFile: {path: scripts/absolute.sql}}]}
                """;
        service.file("db/changelog/main.yaml", changelog);
        service.startUntilRecognised(MAIN);

        files.forEach((file, content) -> assertThatAChangeIsSeen(file, content, content.replace("moin", "Moin")));
        assertThatAChangeIsSeen("db/changelog/main.yaml", changelog, changelog.replace("('$", "('!$"));
    }

    private void assertThatAChangeIsSeen(String file, String content, String changed) {
        assertThat(changed).isNotEqualTo(content);
        service.file(file, changed);
        assertThat(service.failToStart(MAIN).description()).as(file).contains("were edited");

        service.file(file, content);
        assertThat(service.startIsRecognised(MAIN)).as(file + ", as it was").isTrue();
    }

    @Test
    void whatIsAddedToAFolderIsSeenAndWhatIsRemovedFromItIsToo() throws IOException {
        service.releases();
        service.release(1, "insert into effects values ('1')");
        service.startUntilRecognised();

        service.release(2, "insert into effects values ('2')");
        assertThatTheChangeIsSeen("1", "2");

        service.file("db/changelog/releases/nested/3.sql", changeSet("3", "insert into effects values ('3')"));
        assertThatTheChangeIsSeen("1", "2", "3");

        Path releases = service.classPath().resolve("db/changelog/releases");
        Files.move(releases.resolve("2.sql"), releases.resolve("4.sql"));
        assertThatTheChangeIsSeen("1", "2", "3", "2");

        Files.delete(releases.resolve("1.sql"));
        assertThatTheChangeIsSeen("1", "2", "3", "2");
    }

    private void assertThatTheChangeIsSeen(String... effects) {
        assertThat(service.startIsRecognised()).isFalse();
        assertThat(effects()).containsExactly(effects);
        assertThat(service.startIsRecognised()).isTrue();
    }

    @Test
    void aSecondFileOfTheSameNameIsSeen(@TempDir Path other) throws IOException {
        service.releases();
        service.release(1, "insert into effects values ('1')");
        service.by(loader -> new URLClassLoader(new URL[] {url(other)}, loader));
        service.startUntilRecognised();

        Path duplicate = other.resolve("db/changelog/main.yaml");
        Files.createDirectories(duplicate.getParent());
        Files.writeString(duplicate, "databaseChangeLog: []");
        assertThat(service.failToStart().description()).contains("main.yaml");

        Files.delete(duplicate);
        assertThat(service.startIsRecognised()).isTrue();

        Path release = other.resolve("db/changelog/releases/2.sql");
        Files.createDirectories(release.getParent());
        Files.writeString(release, changeSet("2", "insert into effects values ('2')"));
        assertThatTheChangeIsSeen("1", "2");
    }

    @Test
    void whatWasLookedForInVainIsSeenWhenItIsThere() {
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - property: {file: db/changelog/values.properties, errorIfMissing: false}
                  - property: {name: greeting, value: hello}
                  - changeSet: {id: 1, author: ana, runOnChange: true, changes: [
                      {sql: {sql: "insert into effects values ('${greeting}')"}}]}
                  - include: {file: db/changelog/missing.sql, errorIfMissing: false}
                  - include: {file: missing-too.sql, errorIfMissing: false, relativeToChangelogFile: true}
                  - includeAll: {path: db/changelog/missing/, errorIfMissingOrEmpty: false}
                """);
        service.startUntilRecognised(MAIN);

        service.file("db/changelog/missing.sql", changeSet("2", "insert into effects values ('2')"));
        assertThat(service.startIsRecognised(MAIN)).isFalse();
        assertThat(service.startIsRecognised(MAIN)).isTrue();

        service.file("db/changelog/missing-too.sql", changeSet("3", "insert into effects values ('3')"));
        assertThat(service.startIsRecognised(MAIN)).isFalse();
        assertThat(service.startIsRecognised(MAIN)).isTrue();

        service.file("db/changelog/missing/4.sql", changeSet("4", "insert into effects values ('4')"));
        assertThat(service.startIsRecognised(MAIN)).isFalse();
        assertThat(service.startIsRecognised(MAIN)).isTrue();

        service.file("db/changelog/values.properties", "greeting=good morning");
        assertThat(service.startIsRecognised(MAIN)).isFalse();
        assertThat(effects()).containsExactly("hello", "2", "3", "4", "good morning");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void whatAFileInUtf16RefersToIsKnown(String encoding) {
        service.file(
                TestService.CHANGELOG,
                "\uFEFF--liquibase formatted sql\n--changeset ana:1 runOnChange:true\n"
                        + "insert into effects values ('${greeting}')",
                Charset.forName(encoding));
        service.startUntilRecognised("spring.liquibase.parameters.greeting=hello");

        assertThat(service.startIsRecognised("spring.liquibase.parameters.greeting=good morning"))
                .isFalse();
        assertThat(effects()).containsExactly("hello", "good morning");
    }

    /** Large files are read in blocks. */
    @Test
    void aLargeFileIsSeenToTheLastByteAndWhatItRefersToIsKnownBetweenTwoBlocks() {
        String start = "--liquibase formatted sql\n--changeset ana:1 runOnChange:true\n--";
        String large =
                start + " ".repeat((1 << 16) - start.length() - 40) + "\ninsert into effects values ('${greeting}')";
        service.file(TestService.CHANGELOG, large);
        service.startUntilRecognised("spring.liquibase.parameters.greeting=hello");

        assertThat(service.startIsRecognised("spring.liquibase.parameters.greeting=good morning"))
                .isFalse();
        service.file(TestService.CHANGELOG, large.replace("}'", "}!'"));
        assertThat(service.startIsRecognised("spring.liquibase.parameters.greeting=good morning"))
                .isFalse();
        assertThat(effects()).containsExactly("hello", "good morning", "good morning!");
    }

    private static String changeSet(String id, String sql) {
        return "--liquibase formatted sql\n--changeset ana:%s\n%s\n".formatted(id, sql);
    }

    private List<String> effects() {
        return service.database().query("select changeset from effects order by ctid");
    }

    private static URL url(Path folder) {
        try {
            return folder.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
