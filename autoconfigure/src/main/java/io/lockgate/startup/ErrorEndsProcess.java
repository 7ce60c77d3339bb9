package io.lockgate.startup;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;

/**
 * Ends the process after an {@link Error} on a thread that nobody waits for: closes the context as any shutdown does, and exits
 * with 1. Without it the process would go on in whatever state the error has left it.
 */
final class ErrorEndsProcess implements Thread.UncaughtExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ErrorEndsProcess.class);

    private static final int FAILED = 1;

    private final ApplicationContext context;

    ErrorEndsProcess(ApplicationContext context) {
        this.context = context;
    }

    /** On a thread that is no daemon: the last other one may end with the web server, and the JVM would exit with 0. */
    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        log.error("{} of thread {} ends the process", thrown, thread.getName(), thrown);
        Thread exit = new Thread(this::exit, "lockgate-error");
        exit.setDaemon(false);
        exit.start();
    }

    private void exit() {
        int exitCode = FAILED;
        try {
            exitCode = SpringApplication.exit(context, () -> FAILED);
        } finally {
            System.exit(exitCode);
        }
    }
}
