"""The container of beans that Micronaut builds of a connector, as values: beans, who asks for one, who gets which."""
