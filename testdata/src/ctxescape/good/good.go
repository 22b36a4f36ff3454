// Package good holds what ctxescape leaves alone; a function is named for its case.
package good

func theCase() {
}
