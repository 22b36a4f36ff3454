// Package good holds what gostop leaves alone; a function is named for its case.
package good

func theCase() {
}
