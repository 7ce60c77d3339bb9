package io.lockgate;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.lockgate.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.springframework.context.ApplicationContext;

/** Keeps the shape of the library: which package may know which, and what is public. */
@AnalyzeClasses(packages = ArchitectureTests.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    static final String ROOT = "io.lockgate";

    /** From the bottom up: a package knows the root, itself and the tiers below its own. */
    private static final List<Set<String>> TIERS = List.of(
            Set.of("schema", "database", "lock", "changelog"),
            Set.of("guard", "check", "tenant", "backfill"),
            Set.of("run"),
            Set.of("history", "metrics"),
            Set.of("startup", "actuate"),
            Set.of("autoconfigure"));

    private static final Set<String> ALLOWED_WITHIN_A_TIER = Set.of("tenant -> check", "actuate -> startup");

    private static final Path PUBLIC_TYPES = Path.of("src/test/resources/public-types.txt");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule springBootStaysAtTheEdge = onlyIn(
            Set.of("startup", "actuate", "autoconfigure"),
            resideInAPackage("org.springframework.boot..").or(assignableTo(ApplicationContext.class)));

    @ArchTest
    static final ArchRule healthIsTouchedInOnePlace =
            onlyIn(Set.of("actuate", "autoconfigure"), resideInAPackage("org.springframework.boot.health.."));

    @ArchTest
    static final ArchRule liquibaseStaysInChangelog =
            onlyIn(Set.of("changelog", "autoconfigure"), resideInAPackage("liquibase.."));

    @ArchTest
    static final ArchRule micrometerStaysInMetrics =
            onlyIn(Set.of("metrics", "autoconfigure"), resideInAPackage("io.micrometer.."));

    /** The wall clock may jump, by an hour or back: it tells when something was, and never how long it takes. */
    @ArchTest
    static final ArchRule deadlinesAreOnTheMonotonicClock = noClasses()
            .that()
            .areNotAssignableTo(Run.class) // says when it started
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callConstructor(Date.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    /** A private signal only steers the control flow: nobody outside ever catches it. */
    @ArchTest
    static final ArchRule everyErrorIsALockgateException = classes()
            .that(assignableTo(Throwable.class))
            .and(not(simpleNameEndingWith("Signal").and(not(modifier(JavaModifier.PUBLIC)))))
            .should()
            .beAssignableTo(LockgateException.class)
            .allowEmptyShould(true);

    @ArchTest
    static void everyPackageBelongsToATier(JavaClasses classes) {
        assertThat(types(classes))
                .allMatch(type -> tier(type) >= 0 || type.isEquivalentTo(LockgateException.class), "has a tier");
    }

    @ArchTest
    static void packagesKnowOnlyLowerTiers(JavaClasses classes) {
        assertThat(classes.stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(dependency -> !isAllowed(dependency))
                        .map(Dependency::getDescription))
                .isEmpty();
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        assertThat(classes)
                .extracting(JavaClass::getPackage)
                .allMatch(javaPackage -> javaPackage.isAnnotatedWith(NullMarked.class), "is @NullMarked");
    }

    @ArchTest
    static void atLeastHalfOfAllTypesAreNotPublic(JavaClasses classes) {
        assertThat(publicTypes(classes)).hasSizeLessThanOrEqualTo(types(classes).size() / 2);
    }

    @ArchTest
    static void publicTypesAreTheListedOnes(JavaClasses classes) throws IOException {
        if (Boolean.getBoolean("lockgate.public-types.update")) {
            Files.write(PUBLIC_TYPES, publicTypes(classes));
        }
        assertThat(publicTypes(classes))
                .as(
                        "public types; if the change is meant, update %s: mvn -pl autoconfigure test %s",
                        PUBLIC_TYPES, "-Dtest=ArchitectureTests -Dlockgate.public-types.update=true")
                .containsExactlyElementsOf(Files.readAllLines(PUBLIC_TYPES));
    }

    private static ArchRule onlyIn(Set<String> features, DescribedPredicate<JavaClass> library) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(features.stream()
                        .map(feature -> ROOT + "." + feature + "..")
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat(library)
                .allowEmptyShould(true);
    }

    private static boolean isAllowed(Dependency dependency) {
        JavaClass origin = dependency.getOriginClass();
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        return !isOurs(target)
                || feature(origin).equals(feature(target))
                || tier(target) < tier(origin)
                || tier(target) + tier(origin) == 0
                || ALLOWED_WITHIN_A_TIER.contains(feature(origin) + " -> " + feature(target));
    }

    private static boolean isOurs(JavaClass type) {
        return resideInAPackage(ROOT + "..").test(type);
    }

    /** Returns -1 for the root, which everybody knows. */
    private static int tier(JavaClass type) {
        return IntStream.range(0, TIERS.size())
                .filter(tier -> TIERS.get(tier).contains(feature(type)))
                .findFirst()
                .orElse(-1);
    }

    /** Returns the name below the root, empty for the root itself. */
    private static String feature(JavaClass type) {
        String[] segments = type.getPackageName().substring(ROOT.length()).split("\\.", 3);
        return segments.length > 1 ? segments[1] : "";
    }

    private static List<JavaClass> types(JavaClasses classes) {
        return classes.stream()
                .filter(type -> type.isTopLevelClass() || type.isMemberClass())
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .toList();
    }

    private static List<String> publicTypes(JavaClasses classes) {
        return types(classes).stream()
                .filter(ArchitectureTests::isPublic)
                .map(type -> type.getName().replace('$', '.'))
                .sorted()
                .toList();
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTests::isPublic).orElse(true);
    }
}
