package io.lockgate.changelog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

    private boolean complete = true;

    ResourceTrail(@Nullable ResourceLoader resources) {
        this.resources = ResourcePatternUtils.getResourcePatternResolver(resources);
    }

    /** All locations that were asked for, in alphabetical order. */
    List<Location> locations() {
        return List.copyOf(locations);
    }

    /** Whether nothing was asked for in a way that could not be followed. */
    boolean isComplete() {
        return complete;
    }

    @Override
    public Resource getResource(String location) {
        Location asked = new Location(location);
        add(asked);
        return new FollowedResource(resources.getResource(location), asked, this::follow);
    }

    @Override
    public Resource[] getResources(String pattern) throws IOException {
        Location asked = new Location(pattern);
        add(asked);
        List<Resource> found = new ArrayList<>();
        for (Resource resource : resources.getResources(pattern)) {
            Location location = asked.of(resource);
            complete &= location != null;
            found.add(new FollowedResource(resource, location, this::follow));
        }
        return found.toArray(Resource[]::new);
    }

    @Override
    public @Nullable ClassLoader getClassLoader() {
        return resources.getClassLoader();
    }

    private void follow(@Nullable Location relative) {
        if (relative == null) {
            complete = false;
        } else {
            add(relative);
        }
    }

    private void add(Location location) {
        if (!location.value().contains(XML_SCHEMAS)) {
            locations.add(location);
        }
    }
}
