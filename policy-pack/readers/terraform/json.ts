export * from "../declared/json";
