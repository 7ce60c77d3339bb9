package io.lockgate.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;

/** The order service. */
@SpringBootApplication
public class OrdersApplication {

    /** Starts the service; the start-up steps are kept for the actuator endpoint {@code startup}. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(OrdersApplication.class);
        application.setApplicationStartup(new BufferingApplicationStartup(4096));
        application.run(args);
    }
}
