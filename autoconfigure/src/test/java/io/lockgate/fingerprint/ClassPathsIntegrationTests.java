package io.lockgate.fingerprint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.TestService;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Changelogs come in folders, in jars, and in what a native image makes of a class path. */
@Tag("liquibase")
class ClassPathsIntegrationTests {

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void createTable() {
        service.database().execute("create table effects (changeset text)");
    }

    @Test
    void aJarIsRecognisedWhateverItsNameAndNotOnceAFileIsAddedToAFolderInIt(@TempDir Path folder) {
        Path first = jar(folder.resolve("orders-1.0.jar"), "1");
        service.releases();
        service.by(loader -> only(first, service.classPath(), loader));
        service.startUntilRecognised();

        Path moved = jar(folder.resolve("elsewhere/orders.jar"), "1");
        service.by(loader -> only(moved, service.classPath(), loader));
        assertThat(service.startIsRecognised()).isTrue();

        Path second = jar(folder.resolve("orders-2.0.jar"), "1", "2");
        service.by(loader -> only(second, service.classPath(), loader));
        assertThat(service.startIsRecognised()).isFalse();
        assertThat(effects()).containsExactly("1", "2");
        assertThat(service.startIsRecognised()).isTrue();
    }

    /** There, resources have a protocol of their own, and the folders that contain them cannot be listed. */
    @Test
    void aClassPathLikeThatOfANativeImageIsRecognised() {
        service.file("db/changelog/included.sql", changeSet("1"));
        service.file("db/changelog/main.yaml", """
                databaseChangeLog:
                  - include: {file: included.sql, relativeToChangelogFile: true}
                  - include: {file: missing.sql, relativeToChangelogFile: true, errorIfMissing: false}
                  - changeSet: {id: 2, author: ana, changes: [
                      {loadData: {tableName: effects, file: data.csv, relativeToChangelogFile: true}}]}
                """);
        service.file("db/changelog/data.csv", "changeset\nmoin\n");
        String main = "spring.liquibase.change-log=classpath:db/changelog/main.yaml";
        service.by(loader -> new NativeImage(service.classPath(), loader.getParent()));
        service.startUntilRecognised(main);

        service.file("db/changelog/missing.sql", changeSet("3"));
        assertThat(service.startIsRecognised(main)).isFalse();
        assertThat(effects()).containsExactly("1", "moin", "3");
        assertThat(service.startIsRecognised(main)).isTrue();

        service.file("db/changelog/data.csv", "changeset\nMoin\n");
        assertThat(service.failToStart(main).description()).contains("were edited");
    }

    private static String changeSet(String id) {
        return "--liquibase formatted sql\n--changeset ana:%1$s\ninsert into effects values ('%1$s')\n".formatted(id);
    }

    private List<String> effects() {
        return service.database().query("select changeset from effects order by ctid");
    }

    /** A jar with the releases in it; the folders have entries of their own, as they do in jars. */
    private static Path jar(Path file, String... releases) {
        try {
            Files.createDirectories(file.getParent());
            try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
                for (String folder : List.of("db/", "db/changelog/", "db/changelog/releases/")) {
                    jar.putNextEntry(new JarEntry(folder));
                }
                for (String release : releases) {
                    jar.putNextEntry(new JarEntry("db/changelog/releases/%s.sql".formatted(release)));
                    jar.write(changeSet(release).getBytes(UTF_8));
                }
            }
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ClassLoader only(Path jar, Path folder, ClassLoader loader) {
        try {
            return new URLClassLoader(
                    new URL[] {jar.toUri().toURL(), folder.toUri().toURL()}, loader.getParent());
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }

    private static final class NativeImage extends ClassLoader {

        private final Path folder;

        NativeImage(Path folder, ClassLoader parent) {
            super(parent);
            this.folder = folder;
        }

        @Override
        protected @Nullable URL findResource(String name) {
            Path file = folder.resolve(name);
            try {
                return Files.isRegularFile(file) ? new URL(null, "resource:/" + name, new Handler(folder)) : null;
            } catch (MalformedURLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected Enumeration<URL> findResources(String name) {
            URL found = findResource(name);
            return Collections.enumeration(found == null ? List.of() : List.of(found));
        }
    }

    private static final class Handler extends URLStreamHandler {

        private final Path folder;

        Handler(Path folder) {
            this.folder = folder;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            byte[] content = Files.readAllBytes(folder.resolve(url.getPath().substring(1)));
            return new URLConnection(url) {

                @Override
                public void connect() {}

                @Override
                public long getContentLengthLong() {
                    return content.length;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(content);
                }
            };
        }
    }
}
