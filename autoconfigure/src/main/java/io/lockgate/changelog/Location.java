package io.lockgate.changelog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.util.StringUtils;

/**
 * Where a resource is looked for, independent of where the application is installed.
 *
 * @param value as Spring takes it, such as {@code classpath*:/db/changelog/*}
 */
record Location(String value) implements Comparable<Location> {

    /** The location of one of the resources found here; null if it cannot be told. */
    @Nullable
    Location of(Resource found) throws IOException {
        if (!isPattern()) {
            return this;
        }
        String folder = value.substring(0, value.lastIndexOf('/', wildcard()) + 1);
        String path = StringUtils.trimLeadingCharacter(folder.substring(folder.indexOf(':') + 1), '/');
        String url = StringUtils.uriDecode(found.getURL().toString(), StandardCharsets.UTF_8);
        int start = url.indexOf(path);
        boolean told = !path.isEmpty() && start >= 0 && start == url.lastIndexOf(path);
        return told ? new Location(folder + url.substring(start + path.length())) : null;
    }

    /** The location of what a resource found here calls by a relative path. */
    Location relative(String path) {
        return new Location(StringUtils.cleanPath(StringUtils.applyRelativePath(value, path)));
    }

    /** Whether it is looked for on the whole class path, so that only what exists is found. */
    boolean isOnClassPath() {
        return value.startsWith(ResourcePatternResolver.CLASSPATH_ALL_URL_PREFIX);
    }

    private boolean isPattern() {
        return wildcard() >= 0;
    }

    /** The first wildcard behind the prefix, which may end in one itself. */
    private int wildcard() {
        int path = value.indexOf(':') + 1;
        for (int i = path; i < value.length(); i++) {
            if ("*?{".indexOf(value.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int compareTo(Location other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
