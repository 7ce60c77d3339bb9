package io.lockgate.changelog;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import liquibase.integration.spring.SpringLiquibase;

/**
 * A digest of all that decides what a changelog says, found without parsing it: as long as it is the same, Liquibase finds the
 * same changesets with the same checksums.
 *
 * @param digest SHA-256, in hexadecimal digits
 * @param inputs what it was made of
 */
record Fingerprint(String digest, Inputs inputs) {

    /** To be changed whenever a fingerprint is made in another way, or a plan is. */
    private static final String FORMAT = "lockgate/fingerprint/1";

    /** What Liquibase is: its version, and what extends it. */
    private static final List<Location> LIQUIBASE = Stream.of(
                    "liquibase.build.properties",
                    "META-INF/services/liquibase.change.Change",
                    "META-INF/services/liquibase.changelog.ChangeLogHistoryService",
                    "META-INF/services/liquibase.configuration.ConfigurationValueProvider",
                    "META-INF/services/liquibase.database.Database",
                    "META-INF/services/liquibase.parser.ChangeLogParser",
                    "META-INF/services/liquibase.precondition.Precondition")
            .map(resource -> new Location("classpath*:/" + resource))
            .toList();

    /** The prefix of Liquibase's own settings, in whatever case and form an environment writes them. */
    private static final String SETTING = "liquibase";

    /** The fingerprint of a changelog that was just read; nothing where something counts that cannot be known. */
    static Optional<Fingerprint> of(SpringLiquibase bean, ResourceTrail trail) throws IOException {
        Optional<BeanSettings> settings = BeanSettings.of(bean);
        if (settings.isEmpty() || !trail.isComplete()) {
            return Optional.empty();
        }
        References references = new References();
        Contents contents = new Contents(bean.getResourceLoader(), references);
        for (Location location : trail.locations()) {
            contents.of(location);
        }
        followValues(references, Variables.of(settings.get()));
        if (!trail.agreesWith(contents) || !references.areKnown() || isAnyThere(references.classes(), contents)) {
            return Optional.empty();
        }
        Set<Location> locations = new TreeSet<>(trail.locations());
        locations.addAll(references.classes());
        return Optional.of(of(settings.get(), new Inputs(locations, references.variables()), contents));
    }

    /** What the code of a user decides, and what that depends on, cannot be known. */
    private static boolean isAnyThere(Set<Location> classes, Contents contents) throws IOException {
        for (Location type : classes) {
            if (!contents.of(type).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** What a variable is replaced by may refer to others, wherever it comes from ({@code ExpressionExpander}). */
    private static void followValues(References references, Variables variables) {
        Set<String> followed;
        do {
            followed = Set.copyOf(references.variables());
            variables.named(followed::contains).forEach(references::readIn);
        } while (!followed.equals(references.variables()));
    }

    /** The fingerprint that the same inputs give now. */
    static Optional<Fingerprint> of(SpringLiquibase bean, Inputs inputs) throws IOException {
        Optional<BeanSettings> settings = BeanSettings.of(bean);
        return settings.isEmpty()
                ? Optional.empty()
                : Optional.of(of(settings.get(), inputs, new Contents(bean.getResourceLoader(), null)));
    }

    private static Fingerprint of(BeanSettings settings, Inputs inputs, Contents contents) throws IOException {
        Sha256 digest = new Sha256();
        digest.add(FORMAT).add(Fingerprint.class.getPackage().getImplementationVersion());
        settings.values().forEach((name, value) -> digest.add(name).add(value));
        digest.addAll(Variables.of(settings).named(name -> name.startsWith(SETTING)));
        digest.addAll(Variables.of(settings).named(inputs.variables()::contains));
        for (Location location : LIQUIBASE) {
            digest.add(location.value()).addAll(contents.of(location));
        }
        for (Location location : inputs.locations()) {
            digest.add(location.value()).addAll(contents.of(location));
        }
        return new Fingerprint(digest.hex(), inputs);
    }
}
