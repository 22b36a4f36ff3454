// Command cancelcheck finds code that cannot be cancelled.
package main

func main() {}
