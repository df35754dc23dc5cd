"""What giving needs beside its tables: the legal frame, what a draft holds, how a donor's list is read."""
