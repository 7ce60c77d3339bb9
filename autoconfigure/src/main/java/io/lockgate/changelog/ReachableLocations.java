package io.lockgate.changelog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * The places that a change log can name: the class path, and the folder of the change log where that is elsewhere. Locations that
 * were kept in a table are compared with them before anything is opened, since whoever writes the table could otherwise let us read
 * a device, or send a request.
 *
 * @param roots beginnings of locations, each ending in a slash
 */
record ReachableLocations(List<String> roots) {

    private static final String CLASS_PATH = "classpath*:/";

    private static final Pattern SCHEME = Pattern.compile("\\w+\\*?:.*", Pattern.DOTALL);

    /** The root of a file system or of a jar: below it is everything. */
    private static final Pattern EVERYTHING = Pattern.compile("\\w+:/?|.*!/", Pattern.DOTALL);

    /** Whatever could lead out of a folder, or to another protocol, however often it is decoded. */
    private static final Pattern ESCAPE = Pattern.compile(
            "(?:^|/)\\.\\.?(?:/|$)|//|^/|[:\\\\\\p{Cntrl}]|!/|%(?:2e|2f|5c|25|[01].|7f)", Pattern.CASE_INSENSITIVE);

    /** The places that a change log can name, given as a bean names it; the class path alone where it names none. */
    static ReachableLocations of(@Nullable String changeLog) {
        List<String> roots = new ArrayList<>(List.of(CLASS_PATH));
        String name = changeLog == null ? "" : asLiquibaseAsks(changeLog);
        if (SCHEME.matcher(name).matches() && !name.startsWith("classpath")) {
            String folder = name.substring(0, name.lastIndexOf('/') + 1);
            if (!folder.isEmpty() && !EVERYTHING.matcher(folder).matches()) {
                roots.add(folder);
            }
        }
        return new ReachableLocations(List.copyOf(roots));
    }

    /** The way in which {@code SpringResourceAccessor.finalizeSearchPath} writes a name. */
    private static String asLiquibaseAsks(String name) {
        return StringUtils.cleanPath(name.replace('\\', '/').replaceAll("//+", "/"));
    }

    boolean containAll(Collection<Location> locations) {
        return locations.stream().allMatch(this::contain);
    }

    private boolean contain(Location location) {
        return roots.stream()
                .filter(location.value()::startsWith)
                .map(root -> location.value().substring(root.length()))
                .anyMatch(rest -> !rest.isEmpty() && !ESCAPE.matcher(rest).find());
    }
}
