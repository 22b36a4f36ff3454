module github.com/cancelcheck/cancelcheck/runtime

go 1.26.0
