// Not by a throw: to print an error that nobody catches, Pulumi's runner takes up to half a minute.
console.error("this program fails");
process.exit(3);
