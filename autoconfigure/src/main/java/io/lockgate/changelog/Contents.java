package io.lockgate.changelog;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternUtils;

/** What stands at locations now: the names and digests of all that is found there. Each is read once. */
final class Contents {

    private static final int BLOCK = 1 << 16;

    /** The end of a block that is looked at once more with the next one: as long as the longest name that a file refers to. */
    private static final int OVERLAP = 1 << 10;

    private final ResourcePatternResolver resources;

    private final @Nullable References references;

    private final Map<Location, List<@Nullable String>> known = new HashMap<>();

    /**
     * The contents that a loader finds.
     *
     * @param references is to collect what the files refer to; null if nobody wants to know
     */
    Contents(@Nullable ResourceLoader resources, @Nullable References references) {
        this.resources = ResourcePatternUtils.getResourcePatternResolver(resources);
        this.references = references;
    }

    /** The names and digests of the files that are found. */
    List<@Nullable String> of(Location location) throws IOException {
        List<@Nullable String> contents = known.get(location);
        if (contents == null) {
            contents = read(location);
            known.put(location, contents);
        }
        return contents;
    }

    private List<@Nullable String> read(Location location) throws IOException {
        List<@Nullable String> contents = new ArrayList<>();
        stopIfAbandoned();
        for (Resource resource : resources.getResources(location.value())) {
            if ((location.isOnClassPath() || resource.exists()) && !isFolder(resource)) {
                requireRegularFile(resource);
                Location found = location.of(resource);
                contents.add(found == null ? null : found.value());
                contents.add(digest(resource));
            }
        }
        return contents;
    }

    /** Whether a listing shows them depends on what was listed before, and Liquibase does not care. */
    private static boolean isFolder(Resource resource) throws IOException {
        return resource.getURL().getPath().endsWith("/")
                || (resource.isFile() && resource.getFile().isDirectory());
    }

    private static void stopIfAbandoned() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Nobody waits for what is read");
        }
    }

    /** Pipes and devices have no end. */
    private static void requireRegularFile(Resource resource) throws IOException {
        if (resource.isFile() && !Files.isRegularFile(resource.getFile().toPath())) {
            throw new IOException(resource + " is not a regular file");
        }
    }

    private String digest(Resource resource) throws IOException {
        Sha256 digest = new Sha256();
        byte[] buffer = new byte[OVERLAP + BLOCK];
        int kept = 0;
        if (references != null) {
            references.begin();
        }
        try (InputStream file = resource.getInputStream()) {
            for (int read; (read = file.readNBytes(buffer, kept, BLOCK)) > 0; ) {
                stopIfAbandoned();
                digest.update(buffer, kept, read);
                int length = kept + read;
                if (references != null) {
                    references.readIn(buffer, length);
                }
                kept = Math.min(OVERLAP, length);
                System.arraycopy(buffer, length - kept, buffer, 0, kept);
            }
        }
        return digest.hex();
    }
}
