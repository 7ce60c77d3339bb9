package io.lockgate.sample.customers;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Customers over HTTP. */
@RestController
class CustomerController {

    private final Customers customers;

    CustomerController(Customers customers) {
        this.customers = customers;
    }

    @GetMapping("/customers/{id}")
    Customer customer(@PathVariable long id) {
        return customers.customer(id);
    }
}
