const { RunError } = require("@pulumi/pulumi");

// Pulumi prints the message of a RunError and nothing else; for any other error its runner inspects half of Node first.
throw new RunError("this program fails");
