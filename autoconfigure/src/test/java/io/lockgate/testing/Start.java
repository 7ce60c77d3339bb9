package io.lockgate.testing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.ExitCodeEvent;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/** A start of a service that may be going on, have succeeded, or have failed. */
public final class Start {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FutureTask<ConfigurableApplicationContext> run;
    private final CompletableFuture<ConfigurableApplicationContext> started = new CompletableFuture<>();
    private final CompletableFuture<ConfigurableApplicationContext> prepared = new CompletableFuture<>();
    private volatile int exitCode;

    Start(SpringApplicationBuilder application, ClassLoader classLoader, String... arguments) {
        application
                .initializers(prepared::complete)
                .listeners((ApplicationListener<ApplicationStartedEvent>)
                        event -> started.complete(event.getApplicationContext()))
                .listeners((ApplicationListener<ExitCodeEvent>) event -> exitCode = event.getExitCode());
        run = new FutureTask<>(() -> application.run(arguments));
        // Spring Boot does nothing of its own with the exit code of a thread that is not called main
        Thread thread = new Thread(run, "start");
        thread.setContextClassLoader(classLoader);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits until there is a context, still without beans. */
    void awaitPrepared() {
        prepared.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** The context, as soon as its beans are there: the runners may still be at work. */
    public ConfigurableApplicationContext context() {
        return started.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** A bean, as soon as it is there. */
    public <T> T bean(Class<T> type) {
        return context().getBean(type);
    }

    /** The way to a service that listens. */
    public Http http() {
        return new Http(context().getEnvironment().getRequiredProperty("local.server.port"));
    }

    public boolean isDone() {
        return run.isDone();
    }

    /** Waits until the application is ready. */
    public ConfigurableApplicationContext awaitReady() {
        try {
            return run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException | ExecutionException e) {
            throw new AssertionError("The service did not start", e);
        }
    }

    /** Waits until the start has failed. */
    public Throwable awaitFailure() {
        try {
            run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("The start neither failed nor succeeded", e);
        }
        throw new AssertionError("The service started");
    }

    /** What the process would exit with: a Java process whose main method threw exits with 1. */
    int exitCode() {
        return exitCode == 0 ? 1 : exitCode;
    }

    void close() {
        ConfigurableApplicationContext context = prepared.getNow(null);
        if (context != null) {
            context.close();
        }
        run.cancel(true);
    }
}
