package io.lockgate.changelog;

import io.lockgate.database.Cancellation;
import io.lockgate.database.RunCancelledException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import liquibase.integration.spring.SpringLiquibase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A digest of all that decides what a changelog says, found without parsing it: as long as it is the same, Liquibase finds the
 * same changesets with the same checksums.
 *
 * @param digest SHA-256, in hexadecimal digits
 * @param inputs what it was made of
 */
record Fingerprint(String digest, Inputs inputs) {

    private static final Logger log = LoggerFactory.getLogger(Fingerprint.class);

    /** To be changed whenever a fingerprint is made in another way, or a plan is. */
    private static final String FORMAT = "lockgate/fingerprint/1";

    private static final int DIGITS = 12;

    /** What Liquibase is: its version, and what extends it. */
    private static final List<Location> LIQUIBASE = Stream.of(
                    "liquibase.build.properties",
                    "META-INF/services/liquibase.change.Change",
                    "META-INF/services/liquibase.changeset.ChangeSetService",
                    "META-INF/services/liquibase.changelog.ChangeLogHistoryService",
                    "META-INF/services/liquibase.configuration.ConfigurationValueProvider",
                    "META-INF/services/liquibase.database.Database",
                    "META-INF/services/liquibase.parser.ChangeLogParser",
                    "META-INF/services/liquibase.precondition.Precondition")
            .map(resource -> new Location("classpath*:/" + resource))
            .toList();

    /** What the names of Liquibase's own settings begin with, and older names of some, without what separates their words. */
    private static final Pattern SETTING = Pattern.compile("liquibase.*|enableescaping|shouldrun|ddllocktimeout");

    private static final Pattern SEPARATOR = Pattern.compile("[^a-z0-9]");

    /** The fingerprint of a changelog that was just read; nothing where something counts that cannot be known. */
    static Optional<Fingerprint> of(SpringLiquibase bean, ResourceTrail trail) throws IOException {
        Optional<BeanSettings> settings = BeanSettings.of(bean);
        if (settings.isEmpty()) {
            return none(bean, "its bean has a customizer, or is set by other things than values");
        }
        if (!trail.isComplete()) {
            return none(bean, "it cannot be told where some of its files are");
        }
        if (!ReachableLocations.of(bean.getChangeLog()).containAll(trail.locations())) {
            return none(bean, "some of its files are neither on the class path nor in the folder of the change log");
        }
        References references = new References();
        Contents contents = new Contents(bean.getResourceLoader(), references);
        for (Location location : trail.locations()) {
            contents.of(location);
            if (!references.areKnown()) {
                return none(bean, location + " refers to what Liquibase alone can know");
            }
        }
        followValues(references, Variables.of(settings.get()));
        if (!references.areKnown()) {
            return none(bean, "a variable refers to what Liquibase alone can know");
        }
        if (!trail.agreesWith(contents)) {
            return none(bean, "its files were changed while Liquibase read them");
        }
        Inputs inputs = new Inputs(new TreeSet<>(trail.locations()), references.variables());
        if (!inputs.canBeKept()) {
            return none(bean, "it has too many files");
        }
        return Optional.of(of(settings.get(), inputs, contents));
    }

    private static Optional<Fingerprint> none(SpringLiquibase bean, String reason) {
        log.debug("{} has no fingerprint: {}", bean.getBeanName(), reason);
        return Optional.empty();
    }

    /** What a variable is replaced by may refer to others, wherever it comes from ({@code ExpressionExpander}). */
    private static void followValues(References references, Variables variables) {
        Set<String> followed;
        do {
            followed = Set.copyOf(references.variables());
            variables.named(followed::contains).forEach(references::readIn);
        } while (!followed.equals(references.variables()));
    }

    /** As many digits as people compare. */
    String start() {
        return digest.substring(0, DIGITS);
    }

    /**
     * A fingerprint, or nothing where it cannot be taken.
     *
     * @throws RunCancelledException as soon as the run is to stop
     */
    static Optional<Fingerprint> taken(
            SpringLiquibase bean, Cancellation cancellation, Callable<Optional<Fingerprint>> taking) {
        try {
            return BoundedReading.of(taking, cancellation);
        } catch (IOException e) {
            log.debug("{}: no fingerprint could be taken", bean.getBeanName(), e);
            return Optional.empty();
        }
    }

    /** The fingerprint that the same inputs give now; nothing, and nothing is opened, where the change log cannot name them. */
    static Optional<Fingerprint> of(SpringLiquibase bean, Inputs inputs) throws IOException {
        if (!ReachableLocations.of(bean.getChangeLog()).containAll(inputs.locations())) {
            return none(bean, "what is stored names files that are not its own");
        }
        Optional<BeanSettings> settings = BeanSettings.of(bean);
        return settings.isEmpty()
                ? Optional.empty()
                : Optional.of(of(settings.get(), inputs, new Contents(bean.getResourceLoader(), null)));
    }

    private static Fingerprint of(BeanSettings settings, Inputs inputs, Contents contents) throws IOException {
        Variables variables = Variables.of(settings);
        Sha256 digest = new Sha256();
        digest.add(FORMAT).add(Fingerprint.class.getPackage().getImplementationVersion());
        digest.add(Charset.defaultCharset().name());
        settings.values().forEach((name, value) -> digest.add(name).add(value));
        digest.addAll(variables.named(Fingerprint::isSetting));
        digest.addAll(variables.named(inputs.variables()::contains));
        for (Location location : LIQUIBASE) {
            digest.add(location.value()).addAll(contents.of(location));
        }
        for (Location location : inputs.locations()) {
            digest.add(location.value()).addAll(contents.of(location));
        }
        return new Fingerprint(digest.hex(), inputs);
    }

    private static boolean isSetting(String name) {
        return SETTING.matcher(SEPARATOR.matcher(name).replaceAll("")).matches();
    }
}
