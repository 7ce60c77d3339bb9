package io.lockgate.changelog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternUtils;

/**
 * Remembers what Liquibase asks for: the files it reads, the folders it lists, and what it looks for and does not find. It
 * stands where a bean has its {@link ResourceLoader}, through which all of Liquibase's reading goes
 * ({@code SpringResourceAccessor}).
 */
final class ResourceTrail implements ResourcePatternResolver {

    /** Where XML parsers find schemas: they belong to Liquibase, whose version counts instead. */
    private static final String XML_SCHEMAS = "www.liquibase.org/xml/ns/";

    private final ResourcePatternResolver resources;

    private final Set<Location> locations = new TreeSet<>();

    private final Map<Location, Set<String>> digests = new HashMap<>();

    private boolean complete = true;

    ResourceTrail(@Nullable ResourceLoader resources) {
        this.resources = ResourcePatternUtils.getResourcePatternResolver(resources);
    }

    /** All locations that were asked for, in alphabetical order. */
    List<Location> locations() {
        return List.copyOf(locations);
    }

    /** Forgets what was asked for so far. */
    void clear() {
        locations.clear();
        digests.clear();
        complete = true;
    }

    /** Whether what was read is what stands there. */
    boolean agreesWith(Contents contents) throws IOException {
        for (Map.Entry<Location, Set<String>> read : digests.entrySet()) {
            if (!contents.of(read.getKey()).containsAll(read.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing was asked for in a way that could not be followed. */
    boolean isComplete() {
        return complete;
    }

    /** By this Liquibase asks only what path a file has that it has found ({@code SpringResourceAccessor.getResourcePath}). */
    @Override
    public Resource getResource(String location) {
        return resources.getResource(location);
    }

    @Override
    public Resource[] getResources(String pattern) throws IOException {
        Location asked = new Location(pattern);
        add(asked);
        List<Resource> found = new ArrayList<>();
        for (Resource resource : resources.getResources(pattern)) {
            Location location = asked.of(resource);
            complete &= location != null;
            found.add(new FollowedResource(resource, location, this));
        }
        return found.toArray(Resource[]::new);
    }

    @Override
    public @Nullable ClassLoader getClassLoader() {
        return resources.getClassLoader();
    }

    /** Somebody asks for something; null if it cannot be told where that is. */
    void asked(@Nullable Location location) {
        complete &= location != null;
        if (location != null) {
            add(location);
        }
    }

    /** Somebody has read a file, of this digest. */
    void read(@Nullable Location location, String digest) {
        if (location != null && !location.value().contains(XML_SCHEMAS)) {
            digests.computeIfAbsent(location, read -> new HashSet<>()).add(digest);
        }
    }

    private void add(Location location) {
        if (!location.value().contains(XML_SCHEMAS)) {
            locations.add(location);
        }
    }
}
