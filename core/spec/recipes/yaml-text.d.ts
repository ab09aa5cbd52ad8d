/** The bundler gives a recipe's file as its text; core is compiled without the bundler's own types. */
declare module '*.yaml?raw' {
  const text: string;
  export default text;
}
