package io.lockgate.sample;

import org.springframework.boot.SpringApplication;

/** The order service on a PostgreSQL in a container. */
public final class ContainerOrdersApplication {

    private ContainerOrdersApplication() {}

    /** Starts the container, then the service; the arguments are those of the service. */
    public static void main(String[] args) {
        SpringApplication.from(OrdersApplication::main).with(Containers.class).run(args);
    }
}
