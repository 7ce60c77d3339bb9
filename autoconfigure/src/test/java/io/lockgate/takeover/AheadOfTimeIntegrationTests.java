package io.lockgate.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aot.AotDetector;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.AotApplicationContextInitializer;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.SpringProperties;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;

/** A context whose bean definitions were generated and compiled when the application was built. */
class AheadOfTimeIntegrationTests {

    @AfterEach
    void useNothingGeneratedAnyMore() {
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
    }

    @Test
    @CompileWithForkedClassLoader
    void beansOfAProcessedContextAreTakenOver() {
        assertThatProcessedContextIsTakenOver("lockgate.startup.phase=ready");
    }

    @Test
    @CompileWithForkedClassLoader
    void beansOfAProcessedContextAreTakenOverDuringInitialization() {
        assertThatProcessedContextIsTakenOver("lockgate.startup.phase=init");
    }

    private static void assertThatProcessedContextIsTakenOver(String property) {
        var database = Database.create();
        HeldLocks.remember(database);
        var generated = new TestGenerationContext();
        var name = new ApplicationContextAotGenerator().processAheadOfTime(contextToProcess(property), generated);
        generated.writeGeneratedContent();

        TestCompiler.forSystem().with(generated).compile(compiled -> {
            SpringProperties.setFlag(AotDetector.AOT_ENABLED);
            try (var context = Application.builder()
                    .initializers(AotApplicationContextInitializer.forInitializerClasses(name.toString()))
                    .run(Application.arguments(database, property))) {
                assertThat(context).isExactlyInstanceOf(GenericApplicationContext.class);
                assertThat(Gate.of(context).isOpen()).isTrue();
            }
        });

        assertThat(HeldLocks.duringCreationOf("account", database)).hasSize(1);
        assertThat(database.executed()).containsExactly("1");
        assertThat(database.runs()).first().isEqualTo("MIGRATED");
    }

    private static GenericApplicationContext contextToProcess(String property) {
        var context = new AnnotationConfigApplicationContext();
        TestPropertyValues.of(property)
                .and("spring.datasource.url=jdbc:postgresql:unused")
                .applyTo(context);
        new ConfigDataApplicationContextInitializer().initialize(context);
        context.register(Application.class);
        return context;
    }
}
